// The things of one download with how far each is. A folder counts as all the files in it, which are not named one by one.
import type { ErrorBody } from '../../../contract/errors.ts';
import type { TransferFile, TransferFilePage } from '../../../contract/transfers.ts';

export interface DownloadItem {
  readonly index: number;
  /** In the volume. */
  readonly path: string;
  readonly isFolder: boolean;
}

interface State {
  path: string;
  isFolder: boolean;
  /** Null until it is measured. */
  count: number | null;
  arrived: number;
  leftOut: number;
  /** Files in it that could not be written. */
  lost: number;
  sizeBytes: number;
  doneBytes: number;
  status: TransferFile['status'];
  error: ErrorBody | null;
}

export function createDownloadItems(paths: readonly string[]) {
  const states: State[] = paths.map((path) => ({
    path,
    isFolder: false,
    count: null,
    arrived: 0,
    leftOut: 0,
    lost: 0,
    sizeBytes: 0,
    doneBytes: 0,
    status: 'waiting',
    error: null,
  }));
  const change = (index: number, patch: Partial<State>): void => {
    const state = states[index];
    if (state !== undefined) Object.assign(state, patch);
  };
  const sum = (of: (state: State) => number): number => states.reduce((total, state) => total + of(state), 0);

  return {
    unfinished: (): readonly DownloadItem[] =>
      states.flatMap(({ path, isFolder, status }, index) => (status === 'done' ? [] : [{ index, path, isFolder }])),
    measured(index: number, { isFolder, count, sizeBytes }: { isFolder: boolean; count: number; sizeBytes: number }) {
      change(index, {
        isFolder,
        count,
        sizeBytes,
        status: 'waiting',
        error: null,
        doneBytes: 0,
        arrived: 0,
        leftOut: 0,
        lost: 0,
      });
    },
    running: (index: number) => change(index, { status: 'running' }),
    begin: (index: number) => change(index, { doneBytes: 0, arrived: 0, leftOut: 0, lost: 0, error: null }),
    /** One file in a folder cannot be written; the others can. */
    lost(index: number, error: ErrorBody) {
      const state = states[index];
      if (state !== undefined) change(index, { lost: state.lost + 1, error: state.error ?? error });
    },
    setBytes: (index: number, doneBytes: number) => change(index, { doneBytes }),
    arrived: (index: number) => change(index, { arrived: (states[index]?.arrived ?? 0) + 1 }),
    /** Links and things that are no files are not made on this machine. */
    leftOut: (index: number) => change(index, { leftOut: (states[index]?.leftOut ?? 0) + 1 }),
    done(index: number) {
      const state = states[index];
      if (state === undefined) return;
      // What a folder has is known exactly when it is through: folders in it were counted before.
      const arrived = state.isFolder ? state.arrived : 1;
      const count = arrived + state.leftOut + state.lost;
      change(index, { status: state.lost === 0 ? 'done' : 'failed', arrived, count, doneBytes: state.sizeBytes });
    },
    failed: (index: number, error: ErrorBody) => change(index, { status: 'failed', error }),
    endAll(status: 'cancelled') {
      for (const state of states) if (state.status !== 'done' && state.status !== 'failed') state.status = status;
    },
    firstError: (): ErrorBody | null => states.find(({ error }) => error !== null)?.error ?? null,
    sums() {
      const isMeasured = states.every(({ count }) => count !== null);
      return {
        fileCount: isMeasured ? sum(({ count }) => count ?? 0) : null,
        doneCount: sum(({ arrived }) => arrived),
        skippedCount: sum(({ leftOut }) => leftOut),
        failedCount: sum(({ status, lost }) => Math.max(lost, Number(status === 'failed'))),
        totalBytes: isMeasured ? sum(({ sizeBytes }) => sizeBytes) : null,
        doneBytes: sum(({ doneBytes }) => doneBytes),
      };
    },
    page(offset: number, limit: number): TransferFilePage {
      const files = states.map(({ path, isFolder, sizeBytes, doneBytes, status, error }) => ({
        path: isFolder ? `${path}/` : path,
        sizeBytes,
        doneBytes,
        status,
        error,
      }));
      return { files: files.slice(offset, offset + limit), total: files.length };
    },
  };
}
