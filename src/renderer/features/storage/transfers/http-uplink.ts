/** Uploads over the listener: calls of the contract for what is small, raw routes for bytes. */
import type { ContractRouterClient } from '@orpc/contract';
import type { filesContract, Upload } from '../../../../contract/files.ts';
import type { VolumeId } from '../../../../contract/ids.ts';
import { type FileSending, isSameFile, LostConnectionError, type Uplink } from '../../../../transfer/uplink.ts';
import { DisconnectedError, toProblem } from '../../../lib/problem.ts';
import { encodeForUrl } from '../browser/file-path.ts';
import { createChunkSize } from './chunk-size.ts';
import type { SendRaw } from './send-raw.ts';
import { tarBlob, type TarEntry, tarSizeOf } from './tar.ts';

export interface HttpUplinkDeps {
  readonly files: ContractRouterClient<typeof filesContract>;
  readonly send: SendRaw;
  readonly hash: (file: File, signal: AbortSignal) => Promise<string>;
  readonly checkReadable: (files: readonly File[]) => Promise<void>;
  readonly now: () => number;
}

/**
 * Adding up a checksum on both sides takes as long as sending: of a large file that came in one go, over a line that checks itself, it
 * is left out. What was put together of what came at different times is always compared.
 */
const ALWAYS_COMPARED_BYTES = 64 * 1_048_576;

/** The host, or the way to it, is not there just now. */
const passing: ReadonlySet<string> = new Set([
  'ENGINE_LOST',
  'DOCKER_NOT_FOUND',
  'TOO_MANY_REQUESTS',
  // The control plane has not yet noticed that the line of the piece before broke.
  'PROJECT_BUSY',
]);

export function createHttpUplink({ files, send, hash, checkReadable, now }: HttpUplinkDeps): Uplink<File> {
  /** Begun uploads, so that a broken line costs no more than a piece. */
  const begun = new WeakMap<File, Upload>();

  /** Null: it is complete, only the answer that said so was lost. */
  const beginUpload = async ({ volumeId, file, policy, signal }: FileSending<File>): Promise<Upload | null> => {
    const { path, sizeBytes, modifiedAt } = file;
    const known = begun.get(file.source);
    if (known !== undefined) {
      const found = await calling(files.upload({ id: volumeId, uploadId: known.id }, { signal })).catch(goneIsNull);
      if (found !== null) return found;
      const [there] = await calling(files.conflicts({ id: volumeId, paths: [path] }, { signal }));
      if (there !== undefined && isSameFile(there, file)) return null;
    }
    // One that this page or another began before it was closed: what has arrived need not be sent again.
    const left = known !== undefined ? [] : await calling(files.uploads({ id: volumeId }, { signal }));
    const same = left.find(
      (other) => other.path === path && other.sizeBytes === sizeBytes && other.conflict === policy,
    );
    return (
      same ??
      calling(
        files.createUpload(
          {
            id: volumeId,
            path,
            sizeBytes,
            modifiedAt: new Date(modifiedAt).toISOString(),
            conflict: policy,
          },
          { signal },
        ),
      )
    );
  };

  const sendChunks = async (
    { id, volumeId, offset: from }: Upload,
    { file: { source, sizeBytes }, signal, onProgress }: FileSending<File>,
  ) => {
    const chunk = createChunkSize();
    for (let offset = from; offset < sizeBytes; ) {
      onProgress(offset);
      const body = source.slice(offset, offset + chunk.next());
      const begunAt = now();
      await send({
        method: 'PUT',
        url: `/api/volumes/${volumeId}/uploads/${id}?offset=${offset}`,
        body,
        signal,
        onProgress: (bytes) => onProgress(offset + Math.min(bytes, body.size)),
      });
      chunk.took(body.size, now() - begunAt);
      offset += body.size;
    }
  };

  return {
    lookUp: (id, paths, signal) => calling(files.conflicts({ id, paths: [...paths] }, { signal })),

    async makeFolder(id, path, signal) {
      await calling(files.createFolder({ id, path, parents: true }, { signal }));
    },

    async sendBatch({ volumeId, folder, policy, files: outgoing, signal, onProgress }) {
      const entries = outgoing.map(({ path, source, modifiedAt }): TarEntry => ({ path, content: source, modifiedAt }));
      const contents = contentProgress(entries);
      const url = `/api/volumes/${volumeId}/files/archive?path=${encodeForUrl(folder)}&conflict=${policy}&modes=folder`;
      const body = tarBlob(entries, now());
      try {
        await send({ method: 'PUT', url, body, signal, onProgress: (bytes) => onProgress(contents(bytes)) });
      } catch (error) {
        if (error instanceof LostConnectionError) await checkReadable(outgoing.map(({ source }) => source));
        throw error;
      }
    },

    async sendFile(sending) {
      const { volumeId, signal } = sending;
      const { source, sizeBytes } = sending.file;
      const upload = await beginUpload(sending);
      if (upload === null) return;
      begun.set(source, upload);
      // Ends with the upload, whichever way that ends.
      const ended = new AbortController();
      const isCompared = upload.offset > 0 || sizeBytes <= ALWAYS_COMPARED_BYTES;
      const hashing = isCompared ? hash(source, AbortSignal.any([signal, ended.signal])) : Promise.resolve(null);
      hashing.catch(() => undefined);
      try {
        await sendChunks(upload, sending);
        const sha256 = await hashing;
        const whole = { id: volumeId, uploadId: upload.id, ...(sha256 === null ? {} : { sha256 }) };
        await calling(files.completeUpload(whole, { signal }));
        begun.delete(source);
      } catch (error) {
        if (error instanceof LostConnectionError) {
          await checkReadable([source]);
          throw error;
        }
        if (isWrongOffset(error)) throw new LostConnectionError('', { cause: error });
        begun.delete(source);
        await giveUp(volumeId, upload);
        throw error;
      } finally {
        ended.abort(new Error('The upload has ended.'));
      }
    },
  };

  /** What cannot be taken back now is taken back by the control plane, when nobody continued it for long. */
  async function giveUp(id: VolumeId, { id: uploadId }: Upload): Promise<void> {
    await files.cancelUpload({ id, uploadId }).catch(() => undefined);
  }
}

async function calling<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof DisconnectedError || passing.has(toProblem(error).code)) {
      throw new LostConnectionError('', { cause: error });
    }
    throw error;
  }
}

/** An upload that was given up meanwhile is begun anew; everything else is a failure. */
function goneIsNull(error: unknown): null {
  if (toProblem(error).code === 'NOT_FOUND') return null;
  throw error;
}

/** The piece before had arrived although its answer had not: asked for its offset, the upload goes on. */
function isWrongOffset(error: unknown): boolean {
  return toProblem(error).code === 'UPLOAD_OFFSET_WRONG';
}

/** From bytes of a tar to bytes of the files in it. */
function contentProgress(entries: readonly TarEntry[]): (bytes: number) => number {
  const whole = entries.reduce((sum, entry) => sum + tarSizeOf(entry), 0);
  const contents = entries.reduce((sum, { content }) => sum + (content?.size ?? 0), 0);
  return (bytes) => Math.round(contents * Math.min(1, bytes / Math.max(1, whole)));
}
