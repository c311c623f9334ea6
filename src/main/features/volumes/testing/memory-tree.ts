// A file system in memory, as far as volumes need one.
import { AppError } from '../../../../contract/app-error.ts';
import type { EntryKind } from '../../../../contract/files.ts';
import type { RawEntry } from '../ports/volume-files.ts';
import { childOf, nameOf, parentOf, ROOT, shown, type VolumePath } from '../ports/volume-path.ts';

export interface Node {
  kind: EntryKind;
  content: Buffer;
  /** Of a folder. */
  readonly children: Map<string, Node>;
  mode: number;
  uid: number;
  gid: number;
  modifiedAt: number;
  target: string | null;
  /** Goes up with each change. */
  revision: number;
}

let revisions = 0;

export function makeNode(kind: EntryKind, change: Partial<Omit<Node, 'children' | 'kind'>> = {}): Node {
  revisions += 1;
  return {
    kind,
    content: Buffer.alloc(0),
    children: new Map(),
    mode: kind === 'folder' ? 0o755 : 0o644,
    uid: 0,
    gid: 0,
    modifiedAt: 1_767_323_045_000,
    target: null,
    revision: revisions,
    ...change,
  };
}

export function touch(node: Node): void {
  revisions += 1;
  node.revision = revisions;
}

export function entryOfNode(name: string, node: Node): RawEntry {
  const { kind, mode, uid, gid, modifiedAt } = node;
  return { name, kind, mode, uid, gid, modifiedAt, sizeBytes: kind === 'folder' ? 4096 : node.content.length };
}

/** Null when there is nothing. Folders that are links are followed inside the tree. Throws PATH_LEADS_OUT. */
export function find(root: Node, path: VolumePath): { readonly node: Node; readonly path: VolumePath } | null {
  if (path === ROOT) {
    return { node: root, path };
  }
  const parent = find(root, parentOf(path));
  const folder = parent === null ? null : follow(root, parent.node, parent.path);
  const node = folder?.node.kind === 'folder' ? folder.node.children.get(nameOf(path)) : undefined;
  return folder === null || node === undefined ? null : { node, path: childOf(folder.path, nameOf(path)) };
}

export function follow(
  root: Node,
  node: Node,
  path: VolumePath,
): { readonly node: Node; readonly path: VolumePath } | null {
  if (node.kind !== 'link') {
    return { node, path };
  }
  const target = node.target ?? '';
  const names = target.startsWith('/') ? null : [...parentOf(path).split('/'), ...target.split('/')];
  const walked: string[] = [];
  for (const name of names ?? ['..']) {
    if (name === '..' && walked.pop() === undefined) {
      throw new AppError('PATH_LEADS_OUT', { path: shown(path) }, { field: 'path' });
    }
    if (name !== '' && name !== '.' && name !== '..') {
      walked.push(name);
    }
  }
  return find(root, `/${walked.join('/')}` as VolumePath);
}

export function required(root: Node, path: VolumePath): { readonly node: Node; readonly path: VolumePath } {
  const found = find(root, path);
  if (found === null) {
    throw new AppError('FILE_NOT_FOUND', { path: shown(path) }, { field: 'path' });
  }
  return found;
}

/** Links followed. Throws FILE_NOT_FOUND, NOT_A_FOLDER. */
export function folderAt(root: Node, path: VolumePath): { readonly node: Node; readonly path: VolumePath } {
  const { node, path: at } = required(root, path);
  const end = follow(root, node, at);
  if (end === null || end.node.kind !== 'folder') {
    throw new AppError('NOT_A_FOLDER', { path: shown(path) }, { field: 'path' });
  }
  return end;
}

export interface Walked {
  readonly path: string;
  readonly name: string;
  readonly node: Node;
}

/** The thing itself and everything below it, folders before what is in them; paths begin with its own name. */
export function* walk(name: string, node: Node, path = name): Generator<Walked> {
  yield { path, name, node };
  for (const [child, below] of node.children) {
    yield* walk(child, below, `${path}/${child}`);
  }
}

export function copyNode(node: Node): Node {
  const { content, mode, uid, gid, modifiedAt, target } = node;
  const copy = makeNode(node.kind, { content, mode, uid, gid, modifiedAt, target });
  for (const [name, child] of node.children) {
    copy.children.set(name, copyNode(child));
  }
  return copy;
}
