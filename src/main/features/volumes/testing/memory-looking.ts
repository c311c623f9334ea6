// Looking at the files of a volume in memory.
import { createHash } from 'node:crypto';
import { AppError } from '../../../../contract/app-error.ts';
import type { VolumeFiles } from '../ports/volume-files.ts';
import { childOf, nameOf, STAGE_PREFIX } from '../ports/volume-path.ts';
import { entryOfNode, find, folderAt, follow, type Node, required, walk } from './memory-tree.ts';

export const isStage = (name: string): boolean => name.startsWith(STAGE_PREFIX);
const visible = (node: Node): [string, Node][] => [...node.children].filter(([name]) => !isStage(name));

export const sums = (nodes: Iterable<{ readonly node: Node }>) => {
  const total = { sizeBytes: 0, fileCount: 0, folderCount: 0 };
  for (const { node } of nodes) {
    total.sizeBytes += node.content.length;
    total[node.kind === 'folder' ? 'folderCount' : 'fileCount'] += 1;
  }
  return total;
};
export function* everything(children: Iterable<[string, Node]>) {
  for (const [name, node] of children) {
    yield* walk(name, node);
  }
}

type Looking = Pick<
  VolumeFiles,
  'readFolder' | 'stat' | 'statMany' | 'measure' | 'count' | 'largest' | 'folderSizes' | 'findNames'
>;

export function createMemoryLooking(root: Node, freeBytes: () => number): Looking {
  return {
    async readFolder(path) {
      const { node, path: resolved } = folderAt(root, path);
      const entries = visible(node).map(([name, child]) => entryOfNode(name, child));
      const digest = createHash('sha256')
        .update(JSON.stringify([resolved, entries]))
        .digest('base64url');
      return {
        path: resolved,
        folder: entryOfNode('', node),
        count: entries.length,
        isTruncated: false,
        digest: digest.slice(0, 22),
        memoryBytes: entries.length * 50,
        at(index) {
          const entry = entries[index];
          if (entry === undefined) {
            throw new RangeError(`There is no entry ${index}`);
          }
          return entry;
        },
      };
    },

    async stat(path) {
      const { node, path: at } = required(root, path);
      const end = node.kind === 'link' ? safely(() => follow(root, node, at)) : null;
      return {
        ...entryOfNode(nameOf(path), node),
        path: at,
        etag: `r${node.revision}`,
        target: node.target,
        leadsTo: end === null ? null : { path: end.path, kind: end.node.kind },
      };
    },

    async statMany(paths) {
      return new Map(
        paths.flatMap((path) => {
          const found = safely(() => find(root, path));
          return found === null ? [] : [[path, entryOfNode(nameOf(path), found.node)] as const];
        }),
      );
    },

    async measure() {
      const stages = sums(everything([...root.children].filter(([name]) => isStage(name))));
      const rest = sums(everything(visible(root)));
      return {
        ...rest,
        sizeBytes: rest.sizeBytes + stages.sizeBytes,
        stageBytes: stages.sizeBytes,
        diskFreeBytes: freeBytes(),
      };
    },

    async count(paths) {
      const found = paths.flatMap((path) => [...walk(nameOf(path), required(root, path).node)]);
      const { sizeBytes, fileCount, folderCount } = sums(found);
      return { count: fileCount + folderCount, sizeBytes };
    },

    async largest(limit) {
      return visible(root)
        .map(([name, node]) => ({ name, sizeBytes: sums(walk(name, node)).sizeBytes }))
        .toSorted((a, b) => b.sizeBytes - a.sizeBytes)
        .slice(0, limit);
    },

    async folderSizes(path) {
      return visible(folderAt(root, path).node)
        .filter(([, node]) => node.kind === 'folder')
        .map(([name, node]) => ({ name, sizeBytes: sums(walk(name, node)).sizeBytes }));
    },

    async findNames(folder, { onPaths }) {
      const { node, path } = folderAt(root, folder);
      for (const each of everything(visible(node))) {
        if (!onPaths([childOf(path, each.path)])) {
          return;
        }
      }
    },
  };
}

function safely<T>(look: () => T | null): T | null {
  try {
    return look();
  } catch (error) {
    if (error instanceof AppError) {
      return null;
    }
    throw error;
  }
}
