// Transfers between this machine's disk and volumes, put together.
import type { Readable } from 'node:stream';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { localDisk } from '../adapters/files/local-disk.ts';
import type { TransferVolumes } from '../features/transfers/ports.ts';
import { createTransfers } from '../features/transfers/service.ts';
import { parsePath } from '../features/volumes/ports/volume-path.ts';
import type { Stores } from './stores.ts';
import type { Storage } from './volumes.ts';

export interface TransfersWiring {
  readonly stores: Pick<Stores, 'transfers'>;
  readonly storage: Pick<Storage, 'files' | 'access'>;
}

export function composeTransfers({ stores, storage: { files, access } }: TransfersWiring) {
  const volumes: TransferVolumes = {
    projectOf: (id) => access.row(id).projectId,
    lookUp: (id, paths, signal) => files.conflicts({ id, paths }, { signal }),
    makeFolder: (id, path, signal) => files.createFolder({ id, path, parents: true }, { signal }),
    receive: (id, entries, options) => files.receive(id, entries, options),
    uploads: (id) => files.uploads({ id }),
    createUpload: (id, { modifiedAt, ...file }, signal) =>
      files.createUpload({ id, ...file, modifiedAt: new Date(modifiedAt).toISOString() }, { signal }),
    upload: (id, uploadId) => files.upload({ id, uploadId }),
    append: (id, uploadId, offset, bytes, signal) => files.appendUpload({ id, uploadId, offset, bytes }, { signal }),
    complete: (id, uploadId, sha256, signal) =>
      files.completeUpload({ id, uploadId, ...(sha256 === null ? {} : { sha256 }) }, { signal }),
    cancelUpload: (id, uploadId) => files.cancelUpload({ id, uploadId }),
    stat: (id, path, signal) => files.stat({ id, path }, { signal }),
    async count(id, path, signal) {
      const volume = await access.open(id);
      return volume.files.count([parsePath(path)], { signal });
    },
    openDownload: (id, path, signal) => files.openDownload(id, path, signal),
    async openTree(id, path, signal): Promise<Readable> {
      const { stream } = await files.openArchive(id, [path], 'tar', signal);
      return stream;
    },
  };
  return createTransfers({ store: stores.transfers, disk: localDisk, volumes, clock: systemClock });
}
