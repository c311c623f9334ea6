import { expect, it } from 'vitest';
import type { Transfer } from '../../../../contract/transfers.ts';
import { transferAmount, transferPace, transferState, transferTitle } from './transfer-words.ts';

const MB = 1_048_576;
const transfer = (change: Partial<Transfer>): Transfer => ({
  id: 'a'.repeat(16) as Transfer['id'],
  projectId: 1 as Transfer['projectId'],
  volumeId: 1 as Transfer['volumeId'],
  direction: 'upload',
  title: 'photos',
  folder: '/up',
  localFolder: null,
  status: 'running',
  fileCount: 10_000,
  doneCount: 312,
  skippedCount: 0,
  failedCount: 0,
  totalBytes: 100 * MB,
  doneBytes: 40 * MB,
  bytesPerSecond: 2 * MB,
  conflicts: [],
  conflictCount: 0,
  error: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  finishedAt: null,
  ...change,
});

it('names what goes where', () => {
  expect(transferTitle(transfer({}))).toBe('Upload of photos to /up');
  expect(transferTitle(transfer({ direction: 'download', localFolder: '/home/ada' }))).toBe(
    'Download of photos to /home/ada',
  );
  expect(transferTitle(transfer({ title: '' }))).toBe('Upload of files to /up');
});

it('tells how much, how fast and how long', () => {
  expect(transferAmount(transfer({}))).toBe('312 of 10,000 files, 40 MB of 100 MB');
  expect(transferAmount(transfer({ fileCount: null, totalBytes: null }))).toBe('counting files');
  expect(transferPace(transfer({}))).toBe('2 MB/s, 30 s left');
  expect(transferPace(transfer({ bytesPerSecond: 0 }))).toBe('0 B/s');
  expect(transferPace(transfer({ status: 'paused' }))).toBeNull();
});

it('counts what is skipped as no part of the work', () => {
  expect(transferAmount(transfer({ skippedCount: 9_688 }))).toBe('312 of 312 files, 40 MB of 100 MB');
});

it('says how it ended', () => {
  expect(transferState(transfer({ status: 'done', skippedCount: 2, failedCount: 1 }))).toBe(
    '312 files, 40 MB, 2 skipped, 1 failed',
  );
  expect(transferState(transfer({ status: 'failed', doneCount: 0 }))).toBe('Failed');
  expect(transferState(transfer({ status: 'cancelled', doneCount: 1 }))).toBe('Cancelled after 1 file');
  expect(transferState(transfer({ status: 'asking', conflictCount: 1 }))).toBe('1 name is taken: say what to do');
});
