import type { ConflictPolicy, UploadId } from '../../../contract/files.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import type { VolumePath } from '../../features/volumes/ports/volume-path.ts';
import type { UploadRow, UploadStore } from '../../features/volumes/ports/volume-store.ts';
import { bytesOfText, textOfBytes } from '../../lib/byte-text.ts';
import type { Db } from './db.ts';

interface StoredUpload {
  readonly id: UploadId;
  readonly volumeId: VolumeId;
  readonly path: Buffer;
  readonly sizeBytes: number;
  readonly modifiedAt: number | null;
  readonly mode: number | null;
  readonly conflict: ConflictPolicy;
  readonly createdAt: number;
  readonly expiresAt: number;
}

const SELECT = `
  select id, volume_id as volumeId, path, size_bytes as sizeBytes, modified_at as modifiedAt, mode, conflict,
    created_at as createdAt, expires_at as expiresAt
  from volume_uploads`;

export function createUploadStore(db: Db): UploadStore {
  const selectOne = db.prepare<[UploadId], StoredUpload>(`${SELECT} where id = ?`);
  const selectOfVolume = db.prepare<[VolumeId], StoredUpload>(`${SELECT} where volume_id = ? order by created_at, id`);
  const selectExpired = db.prepare<[number], StoredUpload>(`${SELECT} where expires_at <= ?`);
  const insert = db.prepare(
    `insert into volume_uploads (id, volume_id, path, size_bytes, modified_at, mode, conflict, created_at, expires_at)
     values (@id, @volumeId, @path, @sizeBytes, @modifiedAt, @mode, @conflict, @createdAt, @expiresAt)`,
  );
  const extend = db.prepare<[number, UploadId]>('update volume_uploads set expires_at = ? where id = ?');
  const remove = db.prepare<[UploadId]>('delete from volume_uploads where id = ?');

  return {
    get(id) {
      const stored = selectOne.get(id);
      return stored === undefined ? null : toRow(stored);
    },
    listByVolume: (volumeId) => selectOfVolume.all(volumeId).map(toRow),
    listExpired: (now) => selectExpired.all(now).map(toRow),
    insert: (upload) => void insert.run({ ...upload, path: bytesOfText(upload.path) }),
    extend: (id, expiresAt) => void extend.run(expiresAt, id),
    remove: (id) => void remove.run(id),
  };
}

function toRow(stored: StoredUpload): UploadRow {
  return { ...stored, path: textOfBytes(stored.path) as VolumePath };
}
