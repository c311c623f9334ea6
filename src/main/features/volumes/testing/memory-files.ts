// The files of a volume in memory: for tests of what stands above, and for the dashboard's own world.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { AppError } from '../../../../contract/app-error.ts';
import { bytesOfText, textOfBytes } from '../../../lib/byte-text.ts';
import { readTar } from '../../../lib/tar/read-tar.ts';
import { type TarInput, writeTar } from '../../../lib/tar/write-tar.ts';
import type { Collision, PlaceSource, StageId, VolumeFiles } from '../ports/volume-files.ts';
import { isWithin, nameOf, parentOf, ROOT, STAGE_PREFIX, shown } from '../ports/volume-path.ts';
import { createMemoryLooking, everything, isStage, sums } from './memory-looking.ts';
import { copyNode, folderAt, makeNode, type Node, required, touch, walk } from './memory-tree.ts';

const stageName = (id: StageId): string => `${STAGE_PREFIX}${id}`;

export function createMemoryFiles(
  root: Node,
  now: () => number = Date.now,
  freeBytes: () => number = () => 64 * 1024 ** 3,
): VolumeFiles {
  function stage(id: StageId): Node {
    const node = root.children.get(stageName(id));
    if (node === undefined) {
      throw new AppError('FILE_NOT_FOUND', { path: stageName(id) });
    }
    return node;
  }

  /** The folders to a path below a node, made where they are missing. */
  function makeWay(from: Node, names: readonly string[], owner: Node): Node {
    return names.reduce((folder, name) => {
      const known = folder.children.get(name);
      if (known !== undefined) {
        return known;
      }
      const made = makeNode('folder', { uid: owner.uid, gid: owner.gid, modifiedAt: now() });
      folder.children.set(name, made);
      touch(folder);
      return made;
    }, from);
  }

  const sourceOf = (source: PlaceSource): { node: Node; names: readonly string[] } =>
    'stage' in source
      ? { node: stage(source.stage), names: [...stage(source.stage).children.keys()] }
      : { node: folderAt(root, source.folder).node, names: source.names };

  function* collide(name: string, from: Node, to: Node | undefined, path: string): Generator<Collision> {
    if (to === undefined) {
      return;
    }
    if (from.kind === 'folder' && to.kind === 'folder') {
      for (const [child, below] of from.children) {
        yield* collide(child, below, to.children.get(child), `${path}/${child}`);
      }
      return;
    }
    yield { path, isMismatch: (from.kind === 'folder') !== (to.kind === 'folder') };
  }

  function merge(name: string, from: Node, into: Node): void {
    const there = into.children.get(name);
    if (there?.kind === 'folder' && from.kind === 'folder') {
      for (const [child, below] of from.children) {
        merge(child, below, there);
      }
      return;
    }
    into.children.set(name, from);
    touch(into);
  }

  return {
    ...createMemoryLooking(root, freeBytes),

    async openToAll() {
      root.mode = 0o777;
    },

    async makeFolder(path, { above }) {
      const base = folderAt(root, above).node;
      const names = path.slice(above === ROOT ? 1 : above.length + 1).split('/');
      if (base.children.has(names[0] ?? '')) {
        throw new AppError('FILE_EXISTS', { path: shown(path) }, { field: 'path' });
      }
      makeWay(base, names, base);
    },

    async rename(from, to, { replace }) {
      const { node } = required(root, from);
      const source = folderAt(root, parentOf(from)).node;
      const target = folderAt(root, parentOf(to)).node;
      if (from === to) {
        return;
      }
      if (isWithin(to, from)) {
        throw new AppError('MOVE_INTO_ITSELF', { path: shown(from) });
      }
      const there = target.children.get(nameOf(to));
      if (there !== undefined && (!replace || there.kind === 'folder' || node.kind === 'folder')) {
        throw new AppError('FILE_EXISTS', { path: shown(to) }, { field: 'path' });
      }
      source.children.delete(nameOf(from));
      target.children.set(nameOf(to), node);
      touch(target);
    },

    async remove(paths, options) {
      let count = 0;
      for (const path of paths) {
        options?.signal?.throwIfAborted();
        count += [...walk(nameOf(path), required(root, path).node)].length;
        folderAt(root, parentOf(path)).node.children.delete(nameOf(path));
        options?.onProgress?.(count);
      }
      return count;
    },

    async read(path, { offset, length }) {
      const { node } = required(root, path);
      if (node.kind !== 'file') {
        throw new AppError('NOT_A_FILE', { path: shown(path), kind: node.kind }, { field: 'path' });
      }
      return Readable.from([node.content.subarray(offset, offset + length)], { objectMode: false });
    },

    async readTree(path) {
      const { node } = required(root, path);
      const inputs = [...walk(path === ROOT ? '.' : nameOf(path), node)].map(
        ({ path: name, node: each }): TarInput => ({
          entry: {
            name: bytesOfText(each.kind === 'folder' ? `${name}/` : name) ?? Buffer.alloc(0),
            kind: each.kind === 'socket' ? 'other' : each.kind,
            sizeBytes: each.content.length,
            mode: each.mode,
            uid: each.uid,
            gid: each.gid,
            modifiedAt: each.modifiedAt,
            target: each.target === null ? null : bytesOfText(each.target),
          },
          content: each.kind === 'file' ? each.content : null,
        }),
      );
      return writeTar(inputs);
    },

    async openStage(id) {
      if (!root.children.has(stageName(id))) {
        root.children.set(stageName(id), makeNode('folder', { mode: 0o700, modifiedAt: now() }));
      }
    },

    async unpack(id, tar) {
      const target = stage(id);
      for await (const { entry, content } of readTar(tar)) {
        const names = textOfBytes(entry.name)
          .split('/')
          .filter((name) => name !== '' && name !== '.');
        const pieces: Buffer[] = [];
        for await (const piece of content) {
          pieces.push(piece);
        }
        const { mode, uid, gid, modifiedAt } = entry;
        const attributes = { mode, uid, gid, modifiedAt };
        if (entry.kind === 'folder') {
          Object.assign(makeWay(target, names, target), attributes);
          continue;
        }
        const link = entry.kind === 'link' && entry.target !== null ? textOfBytes(entry.target) : null;
        const node = makeNode(link === null ? 'file' : 'link', {
          ...attributes,
          content: Buffer.concat(pieces),
          target: link,
        });
        makeWay(target, names.slice(0, -1), target).children.set(names.at(-1) ?? '', node);
      }
    },

    async append(id, name, bytes, { offset }) {
      const names = name.split('/');
      const folder = makeWay(stage(id), names.slice(0, -1), stage(id));
      const node = folder.children.get(names.at(-1) ?? '') ?? makeNode('file', { modifiedAt: now() });
      if (node.content.length !== offset) {
        throw new AppError(
          'UPLOAD_OFFSET_WRONG',
          { expected: node.content.length, given: offset },
          { field: 'offset' },
        );
      }
      folder.children.set(names.at(-1) ?? '', node);
      for await (const piece of bytes) {
        node.content = Buffer.concat([node.content, piece as Buffer]);
        if (node.content.length > freeBytes()) {
          break;
        }
      }
      if (node.content.length > freeBytes()) {
        // As a command that ends early: its input is closed before it is heard why.
        await new Promise((resolve) => setImmediate(resolve));
        throw new AppError('DISK_FULL', { where: 'the volume' });
      }
      touch(node);
      return node.content.length;
    },

    async stagedSize(id, name) {
      const node = root.children.get(stageName(id));
      return node === undefined ? null : (node.children.get(name)?.content.length ?? 0);
    },

    async stagedHash(id, name) {
      return createHash('sha256')
        .update(stage(id).children.get(name)?.content ?? Buffer.alloc(0))
        .digest('hex');
    },

    async stageCopy(id, copies, options) {
      copies.forEach(({ from, name }) => stage(id).children.set(name, copyNode(required(root, from).node)));
      options?.onProgress?.({ count: copies.length, sizeBytes: sums(everything(stage(id).children)).sizeBytes });
    },

    async setStaged(id, name, { modifiedAt, ...attributes }) {
      const names = name.split('/');
      const folder = makeWay(stage(id), names.slice(0, -1), stage(id));
      const node = folder.children.get(names.at(-1) ?? '') ?? makeNode('file');
      folder.children.set(
        names.at(-1) ?? '',
        Object.assign(node, attributes, modifiedAt === null ? {} : { modifiedAt }),
      );
    },

    async renameStaged(id, renames) {
      for (const { from, to } of renames) {
        const [source, target] = [from, to].map((path) => makeWay(stage(id), path.split('/').slice(0, -1), stage(id)));
        const node = source?.children.get(from.slice(from.lastIndexOf('/') + 1));
        source?.children.delete(from.slice(from.lastIndexOf('/') + 1));
        if (node !== undefined) {
          target?.children.set(to.slice(to.lastIndexOf('/') + 1), node);
        }
      }
    },

    async removeStaged(id, paths) {
      for (const path of paths) {
        const names = path.split('/');
        makeWay(stage(id), names.slice(0, -1), stage(id)).children.delete(names.at(-1) ?? '');
      }
    },

    async collisions(source, folder) {
      const { node, names } = sourceOf(source);
      const target = folderAt(root, folder).node;
      return names.flatMap((name) => {
        const from = node.children.get(name);
        return from === undefined ? [] : [...collide(name, from, target.children.get(name), name)];
      });
    },

    async place(source, folder) {
      const { node, names } = sourceOf(source);
      const target = folderAt(root, folder).node;
      for (const name of names) {
        const from = node.children.get(name);
        if (from !== undefined) {
          node.children.delete(name);
          merge(name, from, target);
        }
      }
    },

    async replaceAll(id) {
      const staged = root.children.get(stageName(id));
      if (staged === undefined) {
        throw new Error(`There is no stage ${id}`);
      }
      for (const [name] of [...root.children].filter(([each]) => !isStage(each))) {
        root.children.delete(name);
      }
      for (const [name, node] of [...staged.children].filter(([each]) => !isStage(each))) {
        root.children.set(name, node);
      }
      root.children.delete(stageName(id));
    },

    async dropStage(id) {
      root.children.delete(stageName(id));
    },

    async listStages() {
      return [...root.children]
        .filter(([name]) => isStage(name))
        .map(([name, { modifiedAt }]) => ({ id: name.slice(STAGE_PREFIX.length) as StageId, modifiedAt }));
    },
  };
}

/** Null for what leads out. */

/** For tests: what a volume holds, put there past everything. */
export function putFile(
  root: Node,
  path: string,
  content: string | Buffer,
  change: Partial<Pick<Node, 'mode' | 'uid' | 'gid' | 'modifiedAt'>> = {},
): void {
  const names = path.split('/').filter((name) => name !== '');
  const folder = names.slice(0, -1).reduce((node, name) => {
    const next = node.children.get(name) ?? makeNode('folder');
    node.children.set(name, next);
    return next;
  }, root);
  folder.children.set(names.at(-1) ?? '', makeNode('file', { content: Buffer.from(content as string), ...change }));
  touch(folder);
}
