import { expect, it } from 'vitest';
import type { LogBatch, LogLine } from '../../../contract/logs.ts';
import { readLines } from './read-lines.ts';

const read =
  (last: number) =>
  async ({ after }: { after: number }): Promise<LogBatch> => {
    const to = Math.min(last, after + 10);
    const lines = Array.from(
      { length: Math.max(0, to - after) },
      (_, index): LogLine => ({
        seq: after + 1 + index,
        at: '2026-01-01T00:00:00.000Z',
        stream: 'stdout',
        text: '',
      }),
    );
    return { lines, next: Math.max(after, to), first: 1, last, isComplete: true };
  };

it('reads a range across batches, and no further', async () => {
  const seen: number[] = [];
  const onLines = (lines: readonly LogLine[]) => seen.push(...lines.map(({ seq }) => seq));
  await readLines({ read: read(100), from: 5, to: 32, signal: new AbortController().signal, onLines });
  expect(seen).toEqual(Array.from({ length: 28 }, (_, index) => index + 5));
});

it('ends where the log ends, and when it is told to', async () => {
  const counts: number[] = [];
  const onLines = (lines: readonly LogLine[]) => counts.push(lines.length);
  await readLines({ read: read(15), from: 1, to: 1_000, signal: new AbortController().signal, onLines });
  expect(counts).toEqual([10, 5]);
  await expect(readLines({ read: read(15), from: 1, to: 9, signal: AbortSignal.abort(), onLines })).rejects.toThrow(
    'aborted',
  );
});
