// Which transfers are news to somebody who is not looking: those that ended while the program runs, and those that ask something.
import type { Transfer, TransferStatus } from '../../contract/transfers.ts';
import type { News } from './deployment-news.ts';

/** As it leaves the control plane's own door: its ids are plain. */
export interface SeenTransfer extends Omit<Transfer, 'id' | 'projectId' | 'volumeId'> {
  readonly id: string;
  readonly projectId: number;
  readonly volumeId: number;
}

export interface TransferNews {
  /** Whether this is news; each end and each question once. */
  take(transfer: Pick<SeenTransfer, 'id' | 'status' | 'finishedAt'>): boolean;
}

/** `startedAt`: of the program, milliseconds since the epoch. What had ended by then was told by the run before, or seen. */
export function createTransferNews(startedAt: number): TransferNews {
  const seen = new Map<string, TransferStatus>();
  return {
    take({ id, status, finishedAt }) {
      const before = seen.get(id);
      seen.set(id, status);
      if (before === status) return false;
      // One that a run before began may end between the start of the program and the first look.
      if (before === undefined && finishedAt !== null && Date.parse(finishedAt) < startedAt) return false;
      // Who cancelled it knows.
      return status === 'done' || status === 'failed' || status === 'asking';
    },
  };
}

export function tellTransfer({
  direction,
  title,
  status,
  doneCount,
  failedCount,
  error,
  folder,
  localFolder,
}: SeenTransfer): News {
  const what = direction === 'upload' ? `Upload of ${title}` : `Download of ${title}`;
  const place = direction === 'upload' ? folder : (localFolder ?? '');
  const files = `${doneCount} ${doneCount === 1 ? 'file' : 'files'}`;
  if (status === 'asking') return { title: `${what} asks`, body: 'Names are taken: say what shall become of them.' };
  if (status === 'failed')
    return { title: `${what} failed`, body: [error?.message, error?.hint].filter(Boolean).join(' ') };
  if (failedCount > 0) return { title: `${what} is done, not all of it`, body: `${files}; ${failedCount} failed.` };
  return { title: `${what} is done`, body: `${files} in ${place}` };
}
