import { describe, expect, it } from 'vitest';
import type { LogBatch, LogLine, LogSearchResult } from '../../../contract/logs.ts';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import { createFilteredLog, type FilteredState } from './filtered-log.ts';

const line = (seq: number): LogLine => ({ seq, at: '2026-01-01T00:00:00.000Z', stream: 'stdout', text: `line ${seq}` });
const found = (seqs: readonly number[], nextCursor: string | null): LogSearchResult => ({
  hits: seqs.map((seq) => ({
    projectId: 1 as ProjectId,
    deploymentId: 7 as DeploymentId,
    kind: 'runtime',
    line: line(seq),
    level: null,
  })),
  nextCursor,
  searchedBytes: 10,
  searchedLogs: 0,
  totalLogs: 1,
});
const batch = (seqs: readonly number[], last: number, isComplete = false): LogBatch => ({
  lines: seqs.map(line),
  next: last,
  first: 1,
  last,
  isComplete,
});

function open(parts: Record<string, LogSearchResult>, batches: readonly (LogBatch | Error)[]) {
  const waiting = [...batches];
  const states: FilteredState[] = [];
  const changed: (() => void)[] = [];
  const asked: number[] = [];
  const log = createFilteredLog({
    search: async (cursor) => parts[cursor ?? 'first'] ?? found([], null),
    async read({ after }, signal) {
      if (after > 1_000_000) return batch([], 50);
      asked.push(after);
      const next = waiting.shift();
      if (next instanceof Error) throw next;
      // Nothing more comes: it waits as the control plane does.
      return next ?? new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
    pause: async () => undefined,
    show(state) {
      states.push(state);
      for (const tell of changed.splice(0)) tell();
    },
  });
  const until = async (holds: (state: FilteredState) => boolean): Promise<FilteredState> => {
    for (;;) {
      const state = states.at(-1);
      if (state !== undefined && holds(state)) return state;
      await new Promise<void>((resolve) => changed.push(resolve));
    }
  };
  return { log, until, asked };
}
const seqs = ({ lines }: FilteredState) => lines.map(({ seq }) => seq);

describe('a filtered log', () => {
  it('shows what was written, oldest first, then what comes, each line once', async () => {
    const { log, until, asked } = open({ first: found([49, 40], 'more'), more: found([7], null) }, [
      batch([49, 51], 60),
      batch([70], 70, true),
    ]);
    const stop = log.start();
    const state = await until(({ isComplete }) => isComplete);
    expect(seqs(state)).toEqual([7, 40, 49, 51, 70]);
    expect(state).toMatchObject({ status: 'ready', cursor: null, problem: null });
    expect(asked).toEqual([50, 60]);
    stop();
  });

  it('stops at a page and goes back when asked', async () => {
    const page = Array.from({ length: 300 }, (_, index) => 1_000 - index);
    const { log, until } = open({ first: found(page, 'more'), more: found([3], null) }, []);
    const stop = log.start();
    expect((await until(({ status }) => status === 'ready')).cursor).toBe('more');
    log.earlier();
    const state = await until(({ cursor, status }) => cursor === null && status === 'ready');
    expect(seqs(state)[0]).toBe(3);
    stop();
  });

  it('says why it ended', async () => {
    const { log, until } = open({}, [new Error('stopped')]);
    const stop = log.start();
    expect((await until(({ status }) => status === 'failed')).problem).not.toBeNull();
    stop();
  });
});
