// Uploads that may be interrupted. A row says what is to come; how much has come is asked of the volume itself, so that no crash of either
// side can make the two disagree. What nobody continues is given up.
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { ConflictPolicy, Upload, UploadId, UploadResult } from '../../../contract/files.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import type { VolumeAccess } from './access.ts';
import { newStageId } from './stage-id.ts';
import type { VolumeClock, VolumeLog } from './ports.ts';
import type { StageId, VolumeFiles } from './ports/volume-files.ts';
import { childOf, nameOf, parentOf, parseThing, shown, type VolumePath } from './ports/volume-path.ts';
import type { UploadRow, UploadStore } from './ports/volume-store.ts';
import { placeStage } from './placing.ts';
import type { Quotas } from './quota.ts';

export interface UploadsDeps {
  readonly store: UploadStore;
  readonly access: VolumeAccess;
  readonly quotas: Quotas;
  readonly clock: VolumeClock;
  readonly log: VolumeLog;
  /** A file is in its place. */
  readonly onPlaced: (id: VolumeId, path: VolumePath, sizeBytes: number) => void;
}

interface ByUpload {
  readonly id: VolumeId;
  readonly uploadId: UploadId;
}

export interface NewUpload {
  readonly id: VolumeId;
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt?: string | undefined;
  readonly mode?: number | undefined;
  readonly conflict: ConflictPolicy;
}

const EXPIRES_MS = 7 * 86_400_000;
const TIDY_MS = 3_600_000;
const stageOf = (id: UploadId): StageId => id as string as StageId;

export function createUploads({ store, access, quotas, clock, log, onPlaced }: UploadsDeps) {
  /** One chunk at a time. */
  const writing = new Set<UploadId>();

  function existing({ id, uploadId }: ByUpload): UploadRow {
    const row = store.get(uploadId);
    if (row === null || row.volumeId !== id) {
      throw new AppError('NOT_FOUND', { what: `upload ${uploadId}` });
    }
    return row;
  }

  /** Throws NOT_FOUND when somebody removed what had come. */
  async function offsetOf(row: UploadRow, files: VolumeFiles, signal?: AbortSignal): Promise<number> {
    const size = await files.stagedSize(stageOf(row.id), nameOf(row.path), { signal });
    if (size === null) {
      store.remove(row.id);
      throw new AppError('NOT_FOUND', { what: `upload ${row.id}` });
    }
    return size;
  }

  const view = (row: UploadRow, offset: number): Upload => ({
    id: row.id,
    volumeId: row.volumeId,
    path: row.path,
    sizeBytes: row.sizeBytes,
    offset,
    conflict: row.conflict,
    createdAt: new Date(row.createdAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
  });

  async function drop(row: UploadRow): Promise<void> {
    const { files } = await access.open(row.volumeId);
    await files.dropStage(stageOf(row.id));
    store.remove(row.id);
  }

  /** Nothing of it stays: not even where the removal itself fails, since the row still says that it is to go. */
  async function giveUp(row: UploadRow, error: unknown): Promise<never> {
    store.extend(row.id, clock.now());
    await drop(row).catch(() => undefined);
    throw error;
  }

  return {
    async createUpload(input: NewUpload, { signal }: { readonly signal: AbortSignal }): Promise<Upload> {
      const path = parseThing(input.path);
      const { files } = await access.open(input.id);
      const folder = await files.stat(parentOf(path), { signal });
      if ((folder.leadsTo?.kind ?? folder.kind) !== 'folder') {
        throw new AppError('NOT_A_FOLDER', { path: shown(parentOf(path)) }, { field: 'path' });
      }
      if (input.conflict === 'fail' && (await files.statMany([path], { signal })).size > 0) {
        throw new AppError('FILE_EXISTS', { path: shown(path) }, { field: 'path' });
      }
      (await quotas.reserve(input.id, input.sizeBytes)).release();
      const now = clock.now();
      const row: UploadRow = {
        id: newStageId() as string as UploadId,
        volumeId: input.id,
        path,
        sizeBytes: input.sizeBytes,
        modifiedAt: input.modifiedAt === undefined ? null : Date.parse(input.modifiedAt),
        mode: input.mode ?? null,
        conflict: input.conflict,
        createdAt: now,
        expiresAt: now + EXPIRES_MS,
      };
      store.insert(row);
      await files.openStage(stageOf(row.id), { signal }).catch((error: unknown) => giveUp(row, error));
      return view(row, 0);
    },

    async uploads({ id }: { readonly id: VolumeId }): Promise<Upload[]> {
      access.row(id);
      const rows = store.listByVolume(id);
      if (rows.length === 0) {
        return [];
      }
      const { files } = await access.open(id);
      const views = await Promise.all(
        rows.map((row) =>
          offsetOf(row, files).then(
            (offset) => view(row, offset),
            (error: unknown) => {
              if (isAppError(error) && error.code === 'NOT_FOUND') {
                return null;
              }
              throw error;
            },
          ),
        ),
      );
      return views.filter((each) => each !== null);
    },

    async upload(input: ByUpload): Promise<Upload> {
      const row = existing(input);
      const { files } = await access.open(input.id);
      return view(row, await offsetOf(row, files));
    },

    /** Throws UPLOAD_OFFSET_WRONG with the right one, QUOTA_EXCEEDED (then nothing of it stays); what came before a break stays. */
    async appendUpload(
      input: ByUpload & { readonly offset: number; readonly bytes: Readable },
      { signal }: { readonly signal: AbortSignal },
    ): Promise<Upload> {
      const row = existing(input);
      if (writing.has(row.id)) {
        throw new AppError('PROJECT_BUSY', { name: 'This upload', doing: 'being written to by another request' });
      }
      writing.add(row.id);
      const { files } = await access.open(input.id);
      try {
        const expected = await offsetOf(row, files, signal);
        if (expected !== input.offset) {
          throw new AppError('UPLOAD_OFFSET_WRONG', { expected, given: input.offset }, { field: 'offset' });
        }
        const left = row.sizeBytes - expected;
        // Others, the application among them, may have filled the volume since the upload began.
        const reservation = await quotas.reserve(row.volumeId, left);
        try {
          const bounded = atMost(left);
          input.bytes.on('error', (error) => bounded.destroy(error));
          const size = await files.append(stageOf(row.id), nameOf(row.path), input.bytes.pipe(bounded), {
            offset: input.offset,
            signal,
          });
          const expiresAt = clock.now() + EXPIRES_MS;
          store.extend(row.id, expiresAt);
          return view({ ...row, expiresAt }, size);
        } finally {
          reservation.release();
        }
      } catch (error) {
        if (isAppError(error) && error.code === 'QUOTA_EXCEEDED') {
          return await giveUp(row, error);
        }
        throw error;
      } finally {
        writing.delete(row.id);
        input.bytes.destroy();
      }
    },

    /** Throws UPLOAD_INCOMPLETE, CHECKSUM_MISMATCH (then nothing of it stays), FILE_EXISTS (it stays, and may be completed otherwise). */
    async completeUpload(
      input: ByUpload & { readonly sha256?: string | undefined },
      { signal }: { readonly signal: AbortSignal },
    ): Promise<UploadResult> {
      const row = existing(input);
      const { files } = await access.open(input.id);
      const name = nameOf(row.path);
      const stage = stageOf(row.id);
      const offset = await offsetOf(row, files, signal);
      if (offset !== row.sizeBytes) {
        throw new AppError('UPLOAD_INCOMPLETE', { sizeBytes: row.sizeBytes, offset });
      }
      const folder = await files.stat(parentOf(row.path), { signal });
      // Also makes a file of no bytes, of which no chunk has come.
      const { uid, gid, mode } = folder;
      await files.setStaged(
        stage,
        name,
        { uid, gid, mode: row.mode ?? 0o600 | (mode & 0o666), modifiedAt: row.modifiedAt },
        { signal },
      );
      const sha256 = input.sha256 === undefined ? null : await files.stagedHash(stage, name, { signal });
      const expected = input.sha256?.toLowerCase();
      if (sha256 !== null && expected !== undefined && sha256 !== expected) {
        const error = new AppError('CHECKSUM_MISMATCH', { path: shown(row.path), expected, actual: sha256 });
        return giveUp(row, error);
      }
      const { changed } = await placeStage(files, stage, parentOf(row.path), row.conflict, signal);
      await drop(row);
      const placed = changed.has(name) ? changed.get(name) : name;
      const path = placed == null ? null : childOf(parentOf(row.path), placed);
      if (path !== null) {
        onPlaced(row.volumeId, path, row.sizeBytes);
      }
      return { path, sizeBytes: row.sizeBytes, sha256 };
    },

    async cancelUpload(input: ByUpload): Promise<{ id: UploadId }> {
      await drop(existing(input));
      return { id: input.uploadId };
    },

    /** What expired, and what a crash has left in a volume that somebody looks into. */
    async tidy(): Promise<void> {
      for (const row of store.listExpired(clock.now()).filter(({ id }) => !writing.has(id))) {
        // A host that is away: the next time.
        await drop(row).catch((error: unknown) => {
          if (isAppError(error) && error.code === 'VOLUME_MISSING') {
            store.remove(row.id);
          }
        });
      }
    },

    start(): () => void {
      const stopping = new AbortController();
      void (async () => {
        for (;;) {
          await clock.sleep(TIDY_MS, stopping.signal);
          await this.tidy();
        }
      })().catch((error: unknown) => {
        if (!stopping.signal.aborted) {
          log.warn('Unfinished uploads are no longer tidied up', { error });
        }
      });
      return () => stopping.abort();
    },
  };
}

/** Ends with VALIDATION_FAILED at the first byte that is too much. */
function atMost(limit: number): Transform {
  let left = limit;
  return new Transform({
    highWaterMark: 1_048_576,
    transform(piece: Buffer, _encoding, done) {
      left -= piece.length;
      const problem = 'is more than the upload was announced with';
      done(left < 0 ? new AppError('VALIDATION_FAILED', { field: 'body', problem }, { field: 'body' }) : null, piece);
    },
  });
}
