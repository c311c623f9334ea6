// The way of an upload from this machine's disk into a volume, without a listener in between.
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { isAppError } from '../../../contract/app-error.ts';
import type { Upload } from '../../../contract/files.ts';
import { type FileSending, isSameFile, LostConnectionError, type Uplink } from '../../../transfer/uplink.ts';
import { counted } from './counted.ts';
import type { LocalDisk, SentFile, TransferVolumes } from './ports.ts';

export interface VolumeUplinkDeps {
  readonly disk: LocalDisk;
  readonly volumes: TransferVolumes;
}

export function createVolumeUplink({ disk, volumes }: VolumeUplinkDeps): Uplink<string> {
  /** Begun uploads by the file's path here and there, so that a broken line costs nothing that had arrived. */
  const begun = new Map<string, Upload>();

  /** Null: it is complete, and only the word of it was lost. */
  async function beginUpload({ volumeId, file, policy, signal }: FileSending<string>): Promise<Upload | null> {
    const { path, sizeBytes, modifiedAt, source } = file;
    const known = begun.get(keyOf(source, path));
    if (known !== undefined) {
      const found = await volumes.upload(volumeId, known.id).catch(goneIsNull);
      if (found !== null) return found;
      const [there] = await volumes.lookUp(volumeId, [path], signal);
      if (there !== undefined && isSameFile(there, file)) return null;
    }
    // One that a run of the program before this one began.
    const left = known === undefined ? await volumes.uploads(volumeId) : [];
    const same = left.find(
      (other) => other.path === path && other.sizeBytes === sizeBytes && other.conflict === policy,
    );
    return same ?? volumes.createUpload(volumeId, { path, sizeBytes, modifiedAt, conflict: policy }, signal);
  }

  async function sendFile(sending: FileSending<string>): Promise<void> {
    const { volumeId, file, signal, onProgress } = sending;
    const { source, path, sizeBytes } = file;
    const key = keyOf(source, path);
    const upload = await beginUpload(sending);
    if (upload === null) return;
    begun.set(key, upload);
    const { id, offset } = upload;
    try {
      onProgress(offset);
      if (offset < sizeBytes) {
        const bytes = disk.read(source, { offset, sizeBytes }, signal).pipe(counted(offset, onProgress));
        await volumes.append(volumeId, id, offset, bytes, signal);
      }
      // What came in one go is what was read; what was put together of pieces is compared with the file as it is now.
      const sha256 = offset === 0 ? null : await hashOf(source, sizeBytes, signal);
      await volumes.complete(volumeId, id, sha256, signal);
      begun.delete(key);
    } catch (error) {
      if (!isPassing(error)) {
        begun.delete(key);
        // What cannot be taken back now is taken back when nobody continued it for long.
        await volumes.cancelUpload(volumeId, id).catch(() => undefined);
      }
      throw error;
    }
  }

  async function hashOf(path: string, sizeBytes: number, signal: AbortSignal): Promise<string> {
    const hash = createHash('sha256');
    await pipeline(disk.read(path, { offset: 0, sizeBytes }, signal), hash);
    return hash.digest('hex');
  }

  return {
    lookUp: (id, paths, signal) => passing(volumes.lookUp(id, paths, signal)),
    makeFolder: async (id, path, signal) => {
      await passing(volumes.makeFolder(id, path, signal));
    },
    async sendBatch({ volumeId, folder, policy, files, signal, onProgress }) {
      const expectedBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      let gone = 0;
      async function* entries(): AsyncGenerator<SentFile> {
        for (const { path, sizeBytes, modifiedAt, source } of files) {
          const before = gone;
          const content = disk.read(source, { offset: 0, sizeBytes }, signal);
          yield { path, kind: 'file', sizeBytes, modifiedAt, content: content.pipe(counted(before, onProgress)) };
          gone = before + sizeBytes;
        }
      }
      await passing(volumes.receive(volumeId, entries(), { folder, conflict: policy, expectedBytes, signal }));
    },
    sendFile: (sending) => passing(sendFile(sending)),
  };
}

const keyOf = (source: string, path: string): string => `${source}\0${path}`;

/** The host, or the way to it, is not there just now. */
export function isPassing(error: unknown): boolean {
  return (
    isAppError(error) && (error.status === 503 || error.code === 'UPLOAD_ABORTED' || error.code === 'PROJECT_BUSY')
  );
}

export async function passing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw isPassing(error) ? new LostConnectionError('', { cause: error }) : error;
  }
}

/** An upload that was given up meanwhile is begun anew; everything else is a failure. */
function goneIsNull(error: unknown): null {
  if (isAppError(error) && error.code === 'NOT_FOUND') return null;
  throw error;
}
