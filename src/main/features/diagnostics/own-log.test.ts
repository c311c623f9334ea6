import { beforeEach, describe, expect, it } from 'vitest';
import { type OwnLogInput, ownLogInput } from '../../../contract/diagnostics.ts';
import { createOwnLog } from './own-log.ts';
import type { OwnLogFiles } from './ports.ts';

const signal = new AbortController().signal;
const files = new Map<string, string>();
const listeners = new Set<() => void>();

const memoryFiles: OwnLogFiles = {
  compare: (a, b) => (a < b ? -1 : Number(a > b)),
  list: async () => [...files].map(([name, text]) => ({ name, sizeBytes: Buffer.byteLength(text) })),
  read: async (name, from, to) => Buffer.from(files.get(name) ?? '').subarray(from, to),
  removeOlderThan: async () => [],
};
const log = createOwnLog({
  files: memoryFiles,
  writer: {
    onWritten(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  },
  now: Date.now,
});

const levels = { debug: 20, info: 30, warn: 40, error: 50 };
const line = (msg: string, more: object = {}, level: keyof typeof levels = 'info'): string =>
  `${JSON.stringify({ level: levels[level], time: '2026-01-02T03:04:05.000Z', ...more, msg })}\n`;
const add = (file: string, text: string): void => {
  files.set(file, (files.get(file) ?? '') + text);
  for (const listener of [...listeners]) {
    listener();
  }
};
const ask = (input: Partial<OwnLogInput> = {}) => log.log(ownLogInput.parse(input), { signal });
const messages = async (input: Partial<OwnLogInput> = {}): Promise<string[]> =>
  (await ask(input)).entries.map(({ message }) => message);

beforeEach(() => files.clear());

describe('the own log', () => {
  it('is read backwards over its files, page by page, each line once', async () => {
    for (let number = 1; number <= 7; number += 1) {
      add(number <= 3 ? 'minipaas.1.log' : 'minipaas.2.log', line(`line ${number}`));
    }
    const seen: string[][] = [];
    for (let before: string | null | undefined; before !== null; ) {
      const { entries, older } = await ask({ limit: 3, ...(before === undefined ? {} : { before }) });
      seen.push(entries.map(({ message }) => message));
      before = older;
    }
    expect(seen).toEqual([['line 5', 'line 6', 'line 7'], ['line 2', 'line 3', 'line 4'], ['line 1']]);
  });

  it('shows what a line is about, and the rest of it as JSON', async () => {
    add('minipaas.1.log', line('deployed', { projectId: 3, deploymentId: 9, took: { ms: 4 } }, 'warn'));
    const { entries } = await ask();
    expect(entries).toMatchObject([
      { at: '2026-01-02T03:04:05.000Z', level: 'warn', projectId: 3, deploymentId: 9, hostId: null },
    ]);
    expect(JSON.parse(entries[0]?.context ?? '')).toEqual({ projectId: 3, deploymentId: 9, took: { ms: 4 } });
  });

  it('lets through what is asked for: a level and worse, a text anywhere, a project, a host', async () => {
    add('minipaas.1.log', line('a', { projectId: 1 }, 'debug') + line('b', { projectId: 2, hostId: 4 }));
    add('minipaas.1.log', line('c', { projectId: 2, problem: 'Broken Pipe' }, 'warn') + line('d', {}, 'error'));
    expect(await messages({ level: 'warn' })).toEqual(['c', 'd']);
    expect(await messages({ search: 'broken pipe' })).toEqual(['c']);
    expect(await messages({ projectId: 2 as never })).toEqual(['b', 'c']);
    expect(await messages({ hostId: 4 as never, search: 'B' })).toEqual(['b']);
  });

  it('goes on with what came since, and waits for it', async () => {
    add('minipaas.1.log', line('first'));
    const { newer } = await ask();
    expect(await messages({ after: newer })).toEqual([]);
    const waiting = ask({ after: newer, level: 'warn', waitMs: 30_000 });
    await new Promise((resolve) => setImmediate(resolve));
    add('minipaas.1.log', line('left out'));
    await new Promise((resolve) => setImmediate(resolve));
    add('minipaas.2.log', line('second', {}, 'error'));
    const { entries, newer: next } = await waiting;
    expect(entries.map(({ message }) => message)).toEqual(['second']);
    expect(await messages({ after: next })).toEqual([]);
    expect(listeners.size).toBe(0);
  });

  it('shows a line that is none of ours as it is, and leaves half of one for the next look', async () => {
    add('minipaas.1.log', `not JSON\n${line('whole')}{"level":30,"time":"2026`);
    const { entries, newer } = await ask();
    expect(entries.map(({ message, at }) => [message, at === null])).toEqual([
      ['not JSON', true],
      ['whole', false],
    ]);
    add('minipaas.1.log', '-01-02T03:04:05.000Z","msg":"now whole"}\n');
    expect(await messages({ after: newer })).toEqual(['now whole']);
  });

  it('reads lines that are longer than a piece', async () => {
    const long = 'x'.repeat(700_000);
    add('minipaas.1.log', line('before') + line(long) + line('after'));
    expect((await messages()).map((text) => text.length)).toEqual([6, 700_000, 5]);
    expect((await messages({ after: 'minipaas.1.log@0' })).map((text) => text.length)).toEqual([6, 700_000, 5]);
  });

  it('looks through so much of a full log in one call, and says where to go on', async () => {
    add('minipaas.1.log', line('rare') + line('x'.repeat(1000)).repeat(6000));
    const first = await ask({ search: 'rare' });
    expect(first).toMatchObject({ entries: [], older: expect.any(String) });
    const second = await ask({ search: 'rare', before: first.older ?? '' });
    expect(second.entries.map(({ message }) => message)).toEqual(['rare']);
    expect(second.older).toBeNull();
  });

  it('answers for a place that was rotated away, and refuses one that never was', async () => {
    add('minipaas.2.log', line('kept'));
    expect(await messages({ after: 'minipaas.1.log@500' })).toEqual(['kept']);
    expect(await messages({ before: 'minipaas.1.log@500' })).toEqual([]);
    await expect(ask({ before: '../etc/passwd' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      field: 'before',
    });
    files.clear();
    expect(await ask()).toMatchObject({ entries: [], older: null });
  });
});
