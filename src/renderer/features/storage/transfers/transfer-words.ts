/** What is said of a transfer. */
import { formatBytes } from '../../../../contract/bytes.ts';
import type { Transfer } from '../../../../contract/transfers.ts';
import { formatDuration } from '../../../lib/duration.ts';
import { countOf, formatCount } from '../../../lib/numbers.ts';
import { timeLeft } from '../../../../transfer/rate-meter.ts';
import { shownName } from '../browser/shown-name.ts';

export function transferTitle({ direction, title, folder, localFolder }: Transfer): string {
  const what = title === '' ? 'files' : shownName(title);
  return direction === 'upload'
    ? `Upload of ${what} to ${shownName(folder)}`
    : `Download of ${what} to ${localFolder ?? 'this machine'}`;
}

/** `312 of 10,000 files, 120 MB of 1.2 GB`. */
export function transferAmount({ fileCount, doneCount, totalBytes, doneBytes, skippedCount }: Transfer): string {
  if (fileCount === null || totalBytes === null) return 'counting files';
  const wanted = fileCount - skippedCount;
  return `${formatCount(doneCount)} of ${countOf(wanted, 'file')}, ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
}

/** `24 MB/s, 1 min 05 s left`; null where there is nothing to tell. */
export function transferPace({ status, totalBytes, doneBytes, bytesPerSecond }: Transfer): string | null {
  if (status !== 'running' || bytesPerSecond === null || totalBytes === null) return null;
  const left = timeLeft(totalBytes - doneBytes, bytesPerSecond);
  const rate = `${formatBytes(bytesPerSecond)}/s`;
  return left === null ? rate : `${rate}, ${formatDuration(left)} left`;
}

/** How it ended or why it stands still. */
export function transferState(transfer: Transfer): string {
  const { status, conflictCount, doneCount, skippedCount, failedCount, doneBytes } = transfer;
  switch (status) {
    case 'preparing':
      return 'Counting files';
    case 'asking':
      return `${countOf(conflictCount, 'name is', 'names are')} taken: say what to do`;
    case 'waiting':
      return 'Waiting for others';
    case 'running':
      return 'Under way';
    case 'paused':
      return 'The line is broken; it goes on by itself';
    case 'done':
      return [
        `${countOf(doneCount, 'file')}, ${formatBytes(doneBytes)}`,
        ...(skippedCount > 0 ? [`${formatCount(skippedCount)} skipped`] : []),
        ...(failedCount > 0 ? [`${formatCount(failedCount)} failed`] : []),
      ].join(', ');
    case 'failed':
      return doneCount === 0 ? 'Failed' : `Failed after ${countOf(doneCount, 'file')}`;
    case 'cancelled':
      return doneCount === 0 ? 'Cancelled' : `Cancelled after ${countOf(doneCount, 'file')}`;
  }
}
