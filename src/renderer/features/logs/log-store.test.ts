import { describe, expect, it, vi } from 'vitest';
import type { LogBatch, LogLine } from '../../../contract/logs.ts';
import { DisconnectedError } from '../../lib/problem.ts';
import { createLogStore, type LogStore, type ReadRequest } from './log-store.ts';

const lineAt = (seq: number): LogLine => ({
  seq,
  at: '2026-01-01T00:00:00.000Z',
  stream: 'stdout',
  text: `line ${seq}`,
});

/** A control plane with `last` lines, of which a batch holds at most 300. */
function createLog(last: number, isComplete = true) {
  const log = {
    first: 1,
    last,
    isComplete,
    requests: [] as ReadRequest[],
    waiting: [] as (() => void)[],
    failures: [] as (Error | undefined)[],
  };
  const read = async ({ after, waitMs }: ReadRequest, signal: AbortSignal): Promise<LogBatch> => {
    log.requests.push({ after, waitMs });
    const failure = log.failures.shift();
    if (failure !== undefined) throw failure;
    if (after >= log.last && waitMs > 0) {
      await new Promise<void>((resolve, reject) => {
        log.waiting.push(resolve);
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    }
    const from = Math.max(after + 1, log.first);
    const to = Math.min(log.last, from + 299);
    const lines = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => lineAt(from + index));
    return { lines, next: Math.max(after, to), first: log.first, last: log.last, isComplete: log.isComplete };
  };
  const append = (count: number) => {
    log.last += count;
    for (const resolve of log.waiting.splice(0)) resolve();
  };
  return { ...log, log, read, append };
}

const onFrame = (run: () => void) => {
  queueMicrotask(run);
  return () => undefined;
};
const pause = () => Promise.resolve();
const until = (store: LogStore, isTrue: () => boolean) => {
  if (isTrue()) return Promise.resolve();
  return new Promise<void>((resolve) => {
    const stop = store.subscribe(() => {
      if (!isTrue()) return;
      stop();
      resolve();
    });
  });
};

describe('log store', () => {
  it('reads a short log whole and stops when it is complete', async () => {
    const { read, log } = createLog(700);
    const store = createLogStore({ read, onFrame, pause });
    store.start();
    await until(store, () => store.getSnapshot().loaded === 700);
    expect(store.getSnapshot()).toMatchObject({ first: 1, last: 700, isComplete: true, status: 'ready' });
    expect(log.requests.map(({ after }) => after)).toEqual([0, 300, 600]);
  });

  it('jumps to the end of a long log and reads a window in the middle when it is wanted', async () => {
    const { read, log } = createLog(1_000_000);
    const store = createLogStore({ read, onFrame, pause });
    store.start();
    await until(store, () => store.line(1_000_000) !== undefined);
    expect(log.requests.length).toBeLessThan(6);
    store.want(500_000, 500_400);
    await until(store, () => store.line(500_400) !== undefined);
    expect(store.line(500_000)?.text).toBe('line 500000');
    expect(store.getSnapshot().loaded).toBeLessThan(2_000);
  });

  it('waits for lines of a live log and goes on where it was', async () => {
    const { read, append, log } = createLog(10, false);
    const store = createLogStore({ read, onFrame, pause });
    const stop = store.start();
    await until(store, () => store.getSnapshot().loaded === 10);
    await expect.poll(() => log.waiting).toHaveLength(1);
    append(5);
    await until(store, () => store.getSnapshot().last === 15);
    expect(store.line(15)).toBeDefined();
    stop();
  });

  it('a follower who fell behind jumps, and loses nothing', async () => {
    const { read, append, log } = createLog(10, false);
    const store = createLogStore({ read, onFrame, pause });
    const stop = store.start();
    await expect.poll(() => log.waiting).toHaveLength(1);
    append(50_000);
    await until(store, () => store.line(50_010) !== undefined);
    expect(store.line(20_000)).toBeUndefined();
    store.want(20_000, 20_010);
    await until(store, () => store.line(20_010) !== undefined);
    stop();
  });

  it('a lost connection is tried again from where it stopped', async () => {
    const { read, log } = createLog(700);
    log.failures.push(undefined, new DisconnectedError());
    const store = createLogStore({ read, onFrame, pause });
    store.start();
    await until(store, () => store.getSnapshot().loaded === 700);
    expect(log.requests.map(({ after }) => after)).toEqual([0, 300, 300, 600]);
    expect(store.getSnapshot().problem).toBeNull();
  });

  it('another failure is shown and waits for the person', async () => {
    const { read, log } = createLog(5);
    log.failures.push(
      Object.assign(new Error('There is no deployment 9.'), { code: 'NOT_FOUND', data: { hint: 'Reload.' } }),
    );
    const store = createLogStore({ read, onFrame, pause });
    store.start();
    await until(store, () => store.getSnapshot().status === 'failed');
    expect(store.getSnapshot().problem).toMatchObject({ code: 'NOT_FOUND', hint: 'Reload.' });
    store.retry();
    await until(store, () => store.getSnapshot().loaded === 5);
  });

  it('tells listeners once a frame, however many lines came', async () => {
    const frames: (() => void)[] = [];
    const { read } = createLog(3_000);
    const store = createLogStore({ read, pause, onFrame: (run) => (frames.push(run), () => undefined) });
    const heard = vi.fn();
    store.subscribe(heard);
    store.start();
    await expect.poll(() => store.cache.size()).toBe(3_000);
    expect(frames).toHaveLength(1);
    expect(heard).not.toHaveBeenCalled();
    frames[0]?.();
    expect(heard).toHaveBeenCalledTimes(1);
    expect(store.getSnapshot().last).toBe(3_000);
  });
});
