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

const startedAt = Date.parse('2026-01-01T12:00:00.000Z');
const earlier = '2026-01-01T11:59:59.000Z';
const later = '2026-01-01T12:00:01.000Z';

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
      startedAt,
      isQuiet: () => isQuiet,
      notify: (news) => told.push(news),
    },
    stop.signal,
  );
  return told;
}

describe('watchTransfers', () => {
  it('tells what ended, once', async () => {
    const done = transfer({ status: 'done', finishedAt: later });
    expect(await watch([[transfer()], [transfer({ status: 'paused' })], [done], [done]])).toEqual([
      { title: 'Upload of photos is done', body: '2 files in /up' },
    ]);
  });

  it('tells nothing of what had ended before the program began, was cancelled, or is looked at', async () => {
    const before = transfer({ status: 'done', finishedAt: earlier });
    expect(await watch([[before], [before]])).toEqual([]);
    expect(await watch([[transfer()], [transfer({ status: 'cancelled', finishedAt: later })]])).toEqual([]);
    expect(await watch([[transfer({ status: 'cancelled', finishedAt: later })]])).toEqual([]);
    expect(await watch([[transfer()], [transfer({ status: 'done', finishedAt: later })]], true)).toEqual([]);
  });

  it('tells what a run before began and this one ended before the first look, once', async () => {
    const done = transfer({ status: 'done', finishedAt: later });
    expect(await watch([[done], [done]])).toMatchObject([{ title: 'Upload of photos is done' }]);
    expect(await watch([[transfer({ status: 'asking' })]])).toMatchObject([{ title: 'Upload of photos asks' }]);
  });

  it('tells the end of what was begun anew, and not the end of the run before', async () => {
    const failed = transfer({ status: 'failed', finishedAt: earlier });
    const done = transfer({ status: 'done', finishedAt: later });
    expect(await watch([[failed], [transfer()], [done]])).toMatchObject([{ title: 'Upload of photos is done' }]);
    expect(await watch([[failed], [done]])).toMatchObject([{ title: 'Upload of photos is done' }]);
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
