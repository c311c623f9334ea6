import { describe, expect, it } from 'vitest';
import type { ProjectId, VolumeId } from '../../contract/ids.ts';
import type { Transfer, TransferId } from '../../contract/transfers.ts';
import type { News } from './deployment-news.ts';
import { tellTransfer } from './transfer-news.ts';
import { watchTransfers } from './transfer-watch.ts';

const transfer = (change: Partial<Transfer> = {}): Transfer => ({
  id: 'a'.repeat(16) as TransferId,
  projectId: 3 as ProjectId,
  volumeId: 4 as VolumeId,
  direction: 'upload',
  title: 'photos',
  folder: '/up',
  localFolder: null,
  status: 'running',
  fileCount: 2,
  doneCount: 2,
  skippedCount: 0,
  failedCount: 0,
  totalBytes: 10,
  doneBytes: 10,
  bytesPerSecond: null,
  conflicts: [],
  conflictCount: 0,
  error: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  finishedAt: null,
  ...change,
});

/** Each list once; then nothing changes any more. */
async function watch(lists: readonly (readonly Transfer[])[], isQuiet = false): Promise<readonly News[]> {
  const stop = new AbortController();
  const told: News[] = [];
  await watchTransfers(
    {
      list: async ({ version }) => {
        const transfers = lists[version];
        if (transfers === undefined) {
          stop.abort();
          throw new Error('The program ends.');
        }
        return { version: version + 1, transfers };
      },
      isQuiet: () => isQuiet,
      notify: (news) => told.push(news),
    },
    stop.signal,
  );
  return told;
}

describe('watchTransfers', () => {
  it('tells what ended, once', async () => {
    const done = transfer({ status: 'done' });
    expect(await watch([[transfer()], [transfer({ status: 'paused' })], [done], [done]])).toEqual([
      { title: 'Upload of photos is done', body: '2 files in /up' },
    ]);
  });

  it('tells nothing of what had ended before, was cancelled, or is looked at', async () => {
    expect(await watch([[transfer({ status: 'done' })], [transfer({ status: 'done' })]])).toEqual([]);
    expect(await watch([[transfer()], [transfer({ status: 'cancelled' })]])).toEqual([]);
    expect(await watch([[transfer()], [transfer({ status: 'done' })]], true)).toEqual([]);
  });

  it('tells that something is asked', async () => {
    expect(await watch([[transfer({ status: 'preparing' })], [transfer({ status: 'asking' })]])).toMatchObject([
      { title: 'Upload of photos asks' },
    ]);
  });
});

it('says how a transfer ended', () => {
  const error = { code: 'X', message: 'No room.', hint: 'Make some.' };
  expect(tellTransfer(transfer({ status: 'failed', error }))).toEqual({
    title: 'Upload of photos failed',
    body: 'No room. Make some.',
  });
  expect(tellTransfer(transfer({ status: 'done', failedCount: 1, doneCount: 1 })).body).toBe('1 file; 1 failed.');
  expect(tellTransfer(transfer({ status: 'done', direction: 'download', localFolder: '/home/ada' }))).toEqual({
    title: 'Download of photos is done',
    body: '2 files in /home/ada',
  });
});
