// A disk for tests of transfers: files by path.
import { Readable } from 'node:stream';
import { AppError } from '../../../../contract/app-error.ts';
import type { LocalDisk, TransferRow, TransferStore } from '../ports.ts';

export interface MemoryDisk extends LocalDisk {
  readonly files: Map<string, { readonly text: string; readonly modifiedAt: number }>;
  readonly parts: Map<string, string>;
}

export function createMemoryDisk(): MemoryDisk {
  const files: MemoryDisk['files'] = new Map();
  const parts = new Map<string, string>();
  return {
    files,
    parts,
    async walk(paths) {
      const found = paths.flatMap((root) => {
        const parent = root.slice(0, root.lastIndexOf('/') + 1);
        return [...files]
          .filter(([path]) => path === root || path.startsWith(`${root}/`))
          .map(([source, { text, modifiedAt }]) => ({
            path: source.slice(parent.length),
            sizeBytes: text.length,
            modifiedAt,
            source,
          }));
      });
      if (found.length === 0) {
        throw new AppError('LOCAL_FILE_UNREADABLE', { path: paths[0] ?? '', problem: 'it is not there' });
      }
      const folders = found.flatMap(({ path }) => {
        const names = path.split('/').slice(0, -1);
        return names.map((_name, index) => names.slice(0, index + 1).join('/'));
      });
      return { files: found, folders: [...new Set(folders)] };
    },
    read: (path, { offset }) =>
      Readable.from([Buffer.from(files.get(path)?.text ?? '').subarray(offset)], { objectMode: false }),
    freeName: async (folder, name) =>
      [...files.keys()].some((path) => path === `${folder}/${name}` || path.startsWith(`${folder}/${name}/`))
        ? `${name} (2)`
        : name,
    openFolder: (folder) => ({
      makeFolder: async () => undefined,
      async stat(path) {
        const found = files.get(`${folder}/${path}`);
        return found === undefined ? null : { sizeBytes: found.text.length, modifiedAt: found.modifiedAt };
      },
      async write(path, content, { offset, modifiedAt }) {
        const at = `${folder}/${path}`;
        if (path.endsWith('refused')) {
          throw new AppError('LOCAL_FOLDER_UNWRITABLE', { path: at, problem: 'the name is not for this disk' });
        }
        let text = offset === 0 ? '' : (parts.get(at) ?? '');
        try {
          for await (const piece of content) text += Buffer.from(piece).toString();
        } catch (error) {
          parts.set(at, text);
          throw error;
        }
        parts.delete(at);
        files.set(at, { text, modifiedAt });
      },
      partialSize: async (path) => parts.get(`${folder}/${path}`)?.length ?? 0,
    }),
  };
}

export function createMemoryTransferStore(): TransferStore & { readonly rows: Map<string, TransferRow> } {
  const rows = new Map<string, TransferRow>();
  const patch = (id: string, change: Partial<TransferRow>): void => {
    const row = rows.get(id);
    if (row !== undefined) rows.set(id, { ...row, ...change });
  };
  return {
    rows,
    list: () => [...rows.values()],
    insert: (row) => void rows.set(row.id, row),
    saveNames: (id, localNames) => patch(id, { localNames }),
    saveAnswer: (id, answer) => patch(id, { answer }),
    saveEnd: (id, ended) => patch(id, { ended }),
    remove: (id) => void rows.delete(id),
  };
}
