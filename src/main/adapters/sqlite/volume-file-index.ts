// `volume_files`: what was last seen in volumes. Only a cache and an index of names; whoever reads it may be told of what is gone.
import type { VolumeId } from '../../../contract/ids.ts';
import type { FileIndex, IndexedFile } from '../../features/volumes/ports/volume-store.ts';
import type { VolumePath } from '../../features/volumes/ports/volume-path.ts';
import { namePattern } from '../../lib/name-pattern.ts';
import { atomic, type Db } from './db.ts';

export function createFileIndex(db: Db): FileIndex {
  const upsert = db.prepare<[VolumeId, string, number, string | null, number]>(
    `insert into volume_files (volume_id, file_path, file_size, mime_type, uploaded_at) values (?, ?, ?, ?, ?)
     on conflict (volume_id, file_path) do update set file_size = excluded.file_size, mime_type = excluded.mime_type
     where file_size is not excluded.file_size`,
  );
  // Paths below a folder are those between `folder/` and `folder0`, the next character: the unique index finds them.
  const selectBelow = db
    .prepare<[VolumeId, string, string], string>(
      'select file_path from volume_files where volume_id = ? and file_path > ? and file_path < ?',
    )
    .pluck();
  const deleteOne = db.prepare<[VolumeId, string]>('delete from volume_files where volume_id = ? and file_path = ?');
  const deleteBelow = db.prepare<[VolumeId, string, string]>(
    'delete from volume_files where volume_id = ? and file_path > ? and file_path < ?',
  );
  const move = db.prepare<[string, VolumeId, string]>(
    'update or replace volume_files set file_path = ? where volume_id = ? and file_path = ?',
  );
  const search = db.prepare<
    [VolumeId, string, string, string, number],
    { path: VolumePath; sizeBytes: number; mimeType: string | null; uploadedAt: number }
  >(
    `select file_path as path, file_size as sizeBytes, mime_type as mimeType, uploaded_at as uploadedAt from volume_files
     where volume_id = ? and file_path > ? and file_path < ? and file_path like ? escape '\\' order by file_path limit ?`,
  );

  function put(id: VolumeId, files: readonly IndexedFile[], now: number): void {
    for (const { path, sizeBytes, mimeType } of files) {
      if (path.isWellFormed()) {
        upsert.run(id, path, sizeBytes, mimeType, now);
      }
    }
  }

  return {
    put: atomic(db, put),
    replaceFolder: atomic(db, (id, folder, { files, folders }, now) => {
      const prefix = folder === '/' ? '/' : `${folder}/`;
      const here = new Set<string>(files.map(({ path }) => path));
      const names = new Set(folders);
      for (const path of selectBelow.all(id, prefix, after(prefix))) {
        const [name = '', ...deeper] = path.slice(prefix.length).split('/');
        if (deeper.length === 0 ? !here.has(path) : !names.has(name)) {
          deleteOne.run(id, path);
        }
      }
      put(id, files, now);
    }),
    remove: atomic(db, (id, paths) => {
      for (const path of paths) {
        deleteOne.run(id, path);
        deleteBelow.run(id, `${path}/`, after(`${path}/`));
      }
    }),
    rename: atomic(db, (id, from, to) => {
      for (const path of [from, ...selectBelow.all(id, `${from}/`, after(`${from}/`))]) {
        const next = `${to}${path.slice(from.length)}`;
        if (next.isWellFormed()) {
          move.run(next, id, path);
        } else {
          deleteOne.run(id, path);
        }
      }
    }),
    search: (id, { folder, text, limit }) => {
      const prefix = folder === '/' ? '/' : `${folder}/`;
      const pattern = `%${text
        .replace(/[\\%_]/g, '\\$&')
        .replaceAll('*', '%')
        .replaceAll('?', '_')}%`;
      const wanted = search.all(id, prefix, after(prefix), pattern, 50 * limit);
      // The pattern may have matched a folder's name.
      const inName = namePattern(text);
      return wanted.filter(({ path }) => inName.test(path.slice(path.lastIndexOf('/') + 1))).slice(0, limit);
    },
  };
}

/** The first text behind all that begin with this, which ends with a slash. */
function after(prefix: string): string {
  return `${prefix.slice(0, -1)}0`;
}
