// A transfer that had ended when the program was last running: shown as it ended, and begun anew when it is asked for.
import type { ProjectId } from '../../../contract/ids.ts';
import type { Transfer } from '../../../contract/transfers.ts';
import type { EndedTransfer, TransferRow } from './ports.ts';
import type { Run } from './run.ts';

export function endOf(transfer: Transfer, now: number): EndedTransfer {
  const { status, title, fileCount, doneCount, skippedCount, failedCount, totalBytes, doneBytes, error } = transfer;
  return {
    status: status === 'done' || status === 'cancelled' ? status : 'failed',
    title,
    fileCount,
    doneCount,
    skippedCount,
    failedCount,
    totalBytes,
    doneBytes,
    error: error === null ? null : { code: error.code, message: error.message, hint: error.hint },
    finishedAt: now,
  };
}

/** `begin` makes the run that takes its place, which `onBegun` is told. */
export function endedRun(
  row: TransferRow,
  ended: EndedTransfer,
  projectId: ProjectId,
  onBegun: (run: Run) => void,
  begin: () => Run,
): Run {
  const { finishedAt, ...facts } = ended;
  const { id, volumeId, direction, folder, localFolder } = row;
  return {
    snapshot: () => ({
      ...facts,
      id,
      projectId,
      volumeId,
      direction,
      folder,
      localFolder,
      bytesPerSecond: null,
      conflicts: [],
      conflictCount: 0,
      createdAt: new Date(row.createdAt).toISOString(),
      finishedAt: new Date(finishedAt).toISOString(),
    }),
    // Which files they were is no longer known.
    files: () => ({ files: [], total: 0 }),
    cancel: () => undefined,
    retry: () => onBegun(begin()),
    stop: () => undefined,
  };
}
