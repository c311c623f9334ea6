// Says how a download gets on in few lines: one for each layer when it is done, and each quarter of a large one.
import { formatBytes } from '../../../contract/bytes.ts';

export interface Transfer {
  readonly id: string;
  /** `downloading`, `Extracting`, …: another one for the same layer is told anew. */
  readonly name: string;
  readonly current: number;
  readonly total: number;
  readonly hasCompleted: boolean;
}

const LARGE_BYTES = 20_000_000;

export interface TransferReport {
  /** Null: nothing worth a line. */
  report(transfer: Transfer): string | null;
}

export function createTransferReport(): TransferReport {
  /** Quarters told so far; four when it is done. */
  const told = new Map<string, number>();
  return {
    report({ id, name, current, total, hasCompleted }) {
      const key = `${name} ${id}`;
      const before = told.get(key) ?? 0;
      const isDone = hasCompleted || (total > 0 && current >= total);
      const quarter = isDone ? 4 : total >= LARGE_BYTES ? Math.floor((current / total) * 4) : 0;
      if (quarter <= before) {
        return null;
      }
      told.set(key, quarter);
      const subject = [name, shortId(id)].filter((word) => word !== '').join(' ');
      return isDone
        ? `${subject}${total > 0 ? ` ${formatBytes(total)}` : ''} done`
        : `${subject} ${formatBytes(current)} of ${formatBytes(total)}`;
    },
  };
}

function shortId(id: string): string {
  return id.replace(/^sha256:/, '').replace(/^([0-9a-f]{12})[0-9a-f]+$/, '$1');
}
