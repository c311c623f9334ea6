// Restorations, copies and verifications: work that is shown while it goes on and for an hour afterwards. Interrupted, they change
// nothing: the content of a volume is replaced in one step at the end.
import { randomUUID } from 'node:crypto';
import { pipeline, type Readable } from 'node:stream';
import { AppError, toErrorBody } from '../../../contract/app-error.ts';
import type { VolumeCopy } from '../../../contract/backups.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import { counting, readingRoot, unpackArchive } from './archive.ts';
import { whilePaused } from './pausing.ts';
import type {
  BackedVolume,
  BackupClock,
  BackupLog,
  BackupRow,
  IncomingContent,
  PlaceFiles,
  VolumeContents,
} from './ports.ts';

export interface CopiesDeps {
  readonly contents: VolumeContents;
  readonly clock: BackupClock;
  readonly log: BackupLog;
  readonly onChange: () => void;
}

type Kind = VolumeCopy['kind'];
type Progress = (doneBytes: number) => void;

interface Job {
  view: VolumeCopy;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

const SHOWN_MS = 3_600_000;

export function createCopies({ contents, clock, log, onChange }: CopiesDeps) {
  const jobs = new Map<string, Job>();

  function begin(
    facts: Pick<VolumeCopy, 'backupId' | 'fromVolumeId' | 'volumeId' | 'totalBytes'> & { readonly kind: Kind },
    work: (onProgress: Progress, signal: AbortSignal) => Promise<void>,
  ): VolumeCopy {
    forgetOld();
    const id = randomUUID();
    const stop = new AbortController();
    const view: VolumeCopy = {
      id,
      ...facts,
      status: 'running',
      doneBytes: 0,
      error: null,
      startedAt: new Date(clock.now()).toISOString(),
    };
    const change = (part: Partial<VolumeCopy>): void => {
      const job = jobs.get(id);
      if (job !== undefined) {
        job.view = { ...job.view, ...part };
        onChange();
      }
    };
    const ended = Promise.resolve()
      .then(() => work((doneBytes) => change({ doneBytes }), stop.signal))
      .then(
        () => change({ status: 'complete', doneBytes: facts.totalBytes }),
        (error: unknown) => {
          log.warn(`A ${facts.kind} of a volume failed`, { ...facts, error });
          change({ status: 'failed', error: toErrorBody(stop.signal.aborted ? stop.signal.reason : error) });
        },
      );
    jobs.set(id, { view, stop, ended });
    onChange();
    return view;
  }

  function forgetOld(): void {
    for (const [id, { view }] of jobs) {
      if (view.status !== 'running' && clock.now() - Date.parse(view.startedAt) > SHOWN_MS) {
        jobs.delete(id);
      }
    }
  }

  /** The checksum is compared before anything takes the place of what is there. */
  async function putArchive(
    row: BackupRow,
    place: PlaceFiles,
    volume: VolumeId,
    onProgress: Progress,
    signal: AbortSignal,
    commit: (work: () => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const archive = await openArchive(row, place, signal);
    const incoming = await contents.replace(volume, signal);
    try {
      const { tar, sha256, root } = unpackArchive(archive, onProgress);
      await incoming.unpack(tar, signal);
      const found = sha256();
      if (row.sha256 !== null && found !== row.sha256) {
        throw new AppError('BACKUP_DAMAGED', { id: row.id, problem: `its checksum is ${found}, not ${row.sha256}` });
      }
      signal.throwIfAborted();
      await commit(() => incoming.commit(signal, root()));
    } catch (error) {
      await incoming.abandon();
      throw isArchiveDamage(error) ? damaged(row, error) : error;
    }
  }

  return {
    list(): VolumeCopy[] {
      forgetOld();
      return [...jobs.values()].map(({ view }) => view).toReversed();
    },

    /** Throws NOT_FOUND. */
    async cancel(id: string): Promise<VolumeCopy> {
      const job = jobs.get(id);
      if (job === undefined) {
        throw new AppError('NOT_FOUND', { what: `copy ${id}` });
      }
      job.stop.abort(new AppError('BACKUP_CANCELLED', {}));
      await job.ended;
      return job.view;
    },

    verify: (row: BackupRow, place: PlaceFiles): VolumeCopy =>
      begin(
        { kind: 'verify', backupId: row.id, fromVolumeId: null, volumeId: row.volumeId, totalBytes: row.contentBytes },
        async (onProgress, signal) => {
          const { tar, sha256 } = unpackArchive(await openArchive(row, place, signal), onProgress);
          try {
            for await (const _chunk of tar) {
              signal.throwIfAborted();
            }
          } catch (error) {
            throw isArchiveDamage(error) ? damaged(row, error) : error;
          }
          const found = sha256();
          if (found !== row.sha256) {
            throw new AppError('BACKUP_DAMAGED', {
              id: row.id,
              problem: `its checksum is ${found}, not ${row.sha256}`,
            });
          }
        },
      ),

    /** `isNew`: the volume was made for this and goes when it fails. */
    restore: (
      row: BackupRow,
      place: PlaceFiles,
      volume: BackedVolume,
      { isNew, isPausing }: { readonly isNew: boolean; readonly isPausing: boolean },
    ): VolumeCopy =>
      begin(
        {
          kind: 'restore',
          backupId: row.id,
          fromVolumeId: row.volumeId,
          volumeId: volume.id,
          totalBytes: row.contentBytes,
        },
        async (onProgress, signal) => {
          try {
            await putArchive(row, place, volume.id, onProgress, signal, (commit) =>
              isPausing ? whilePaused({ contents, log }, volume, () => undefined, commit) : commit(),
            );
          } catch (error) {
            await (isNew ? contents.remove(volume.id) : undefined);
            throw error;
          }
        },
      ),

    /** Also from one host to another: the bytes pass through here. */
    clone: (from: BackedVolume, to: BackedVolume, totalBytes: number): VolumeCopy =>
      begin(
        { kind: 'clone', backupId: null, fromVolumeId: from.id, volumeId: to.id, totalBytes },
        async (onProgress, signal) => {
          try {
            const ends = {
              read: () => contents.read(from.id, signal),
              replace: () => contents.replace(to.id, signal),
            };
            await copyContent(ends, onProgress, signal);
          } catch (error) {
            await contents.remove(to.id);
            throw error;
          }
        },
      ),

    async close(): Promise<void> {
      for (const { stop } of jobs.values()) {
        stop.abort(new AppError('BACKUP_INTERRUPTED', {}));
      }
      await Promise.all([...jobs.values()].map(({ ended }) => ended));
    },
  };
}

/** Where what is copied comes from, and where it goes to. */
interface CopyEnds {
  read(): Promise<Readable>;
  replace(): Promise<IncomingContent>;
}

/** What is in one volume becomes the content of another. */
export async function copyContent(ends: CopyEnds, onProgress: Progress, signal: AbortSignal): Promise<void> {
  const tar = await ends.read();
  const incoming = await ends.replace();
  try {
    const counted = counting({ bytes: 0 }, onProgress);
    const { stream, root } = readingRoot();
    // What fails is told by the stream that is read.
    pipeline(tar, stream, counted, () => undefined);
    await incoming.unpack(counted, signal);
    await incoming.commit(signal, root());
  } catch (error) {
    tar.destroy();
    await incoming.abandon();
    throw error;
  }
}

async function openArchive(row: BackupRow, place: PlaceFiles, signal: AbortSignal) {
  const archive = await place.read(row.file, signal);
  if (archive === null) {
    throw new AppError('BACKUP_MISSING', { id: row.id, where: `${row.placeName}, ${row.file}` });
  }
  return archive;
}

/** What zlib says of bytes that are not its own. */
function isArchiveDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  const cause = error instanceof Error ? error.cause : undefined;
  return (typeof code === 'string' && code.startsWith('Z_')) || (cause !== undefined && isArchiveDamage(cause));
}

function damaged(row: BackupRow, cause: unknown): AppError {
  const problem = cause instanceof Error ? cause.message : String(cause);
  return new AppError('BACKUP_DAMAGED', { id: row.id, problem }, { cause });
}
