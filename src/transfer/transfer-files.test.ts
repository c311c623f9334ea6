import { expect, it } from 'vitest';
import { createTransferFiles } from './transfer-files.ts';

const three = () =>
  createTransferFiles([
    { path: 'a', sizeBytes: 100 },
    { path: 'b', sizeBytes: 50 },
    { path: 'c', sizeBytes: 10 },
  ]);

it('adds up what has gone', () => {
  const files = three();
  files.set(0, { status: 'running', doneBytes: 40 });
  files.set(1, { status: 'done' });
  expect(files.sums()).toEqual({
    fileCount: 3,
    doneCount: 1,
    skippedCount: 0,
    failedCount: 0,
    totalBytes: 160,
    doneBytes: 90,
  });
  files.set(0, { status: 'waiting', doneBytes: 0 });
  expect(files.sums().doneBytes).toBe(50);
});

it('counts what is left out as no part of the whole', () => {
  const files = three();
  files.set(0, { status: 'skipped' });
  expect(files.sums()).toMatchObject({ totalBytes: 60, skippedCount: 1 });
});

it('shows what is under way and what failed first', () => {
  const files = three();
  files.set(0, { status: 'done' });
  files.set(1, { status: 'failed', error: { code: 'X', message: 'No.', hint: '' } });
  files.set(2, { status: 'running' });
  const { files: shown, total } = files.page(0, 2);
  expect(shown.map(({ path, status }) => `${path} ${status}`)).toEqual(['c running', 'b failed']);
  expect(total).toBe(3);
  expect(files.page(2, 2).files.map(({ path }) => path)).toEqual(['a']);
});

it('knows what is still to be done', () => {
  const files = three();
  files.set(0, { status: 'done' });
  files.set(1, { status: 'skipped' });
  expect(files.unfinished().map(({ path }) => path)).toEqual(['c']);
});
