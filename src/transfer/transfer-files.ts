/** The files of one transfer with how far each is, and the sums over them, kept so that ten thousand cost nothing to add up. */
import type { ErrorBody } from '../contract/errors.ts';
import type { TransferFile, TransferFilePage } from '../contract/transfers.ts';

type FileStatus = TransferFile['status'];

export interface TrackedFile extends TransferFile {
  readonly index: number;
}

export interface FileSums {
  readonly fileCount: number;
  readonly doneCount: number;
  readonly skippedCount: number;
  readonly failedCount: number;
  readonly totalBytes: number;
  readonly doneBytes: number;
}

export interface TransferFiles {
  get(index: number): TrackedFile;
  /** `doneBytes` of a file that is done are all it has. */
  set(
    index: number,
    change: { readonly status?: FileStatus; readonly doneBytes?: number; readonly error?: ErrorBody | null },
  ): void;
  /** Those that are not done, to be tried again. */
  unfinished(): readonly TrackedFile[];
  sums(): FileSums;
  page(offset: number, limit: number): TransferFilePage;
}

/** What a person looks for first stands first. */
const order: readonly FileStatus[] = ['running', 'failed', 'waiting', 'cancelled', 'skipped', 'done'];

export function createTransferFiles(
  files: readonly { readonly path: string; readonly sizeBytes: number }[],
): TransferFiles {
  const tracked: TrackedFile[] = files.map(({ path, sizeBytes }, index) => ({
    index,
    path,
    sizeBytes,
    doneBytes: 0,
    status: 'waiting',
    error: null,
  }));
  const counts: Record<FileStatus, number> = {
    waiting: files.length,
    running: 0,
    done: 0,
    skipped: 0,
    failed: 0,
    cancelled: 0,
  };
  let totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let doneBytes = 0;

  const get = (index: number): TrackedFile => {
    const file = tracked[index];
    if (file === undefined) throw new RangeError(`There is no file ${index}.`);
    return file;
  };
  return {
    get,
    set(index, change) {
      const before = get(index);
      const status = change.status ?? before.status;
      const sent = status === 'done' ? before.sizeBytes : (change.doneBytes ?? before.doneBytes);
      const after = { ...before, ...change, status, doneBytes: Math.min(sent, before.sizeBytes) };
      tracked[index] = after;
      counts[before.status] -= 1;
      counts[status] += 1;
      doneBytes += after.doneBytes - before.doneBytes;
      // What is left out does not belong to the whole.
      if (status === 'skipped' && before.status !== 'skipped') totalBytes -= before.sizeBytes;
      if (before.status === 'skipped' && status !== 'skipped') totalBytes += before.sizeBytes;
    },
    unfinished: () => tracked.filter(({ status }) => status !== 'done' && status !== 'skipped'),
    sums: () => ({
      fileCount: tracked.length,
      doneCount: counts.done,
      skippedCount: counts.skipped,
      failedCount: counts.failed,
      totalBytes,
      doneBytes,
    }),
    page(offset, limit) {
      const shown = order.flatMap((status) =>
        counts[status] === 0 ? [] : tracked.filter((file) => file.status === status),
      );
      const page = shown.slice(offset, offset + limit).map(({ index: _index, ...file }) => file);
      return { files: page, total: tracked.length };
    },
  };
}
