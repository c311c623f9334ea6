// A source tree without a disk, for tests of detection.
import type { SourceTree } from '../../src/main/features/sources/ports.ts';

export function memoryTree(files: Readonly<Record<string, string>>): SourceTree {
  const paths = Object.keys(files).sort();
  return {
    async readText(path, maxBytes = 1024 * 1024) {
      const text = files[path];
      return text === undefined ? null : text.slice(0, maxBytes);
    },
    async list(path) {
      const below = paths.filter((file) => path === '' || file.startsWith(`${path}/`));
      const names = below.map((file) => {
        const [name = '', ...rest] = file.slice(path === '' ? 0 : path.length + 1).split('/');
        return rest.length > 0 ? `${name}/` : name;
      });
      return [...new Set(names)].sort();
    },
    async *walk(limit) {
      yield* paths.slice(0, limit);
    },
  };
}
