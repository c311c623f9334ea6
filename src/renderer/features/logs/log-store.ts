/**
 * One log as a viewer needs it: how long it is, whether more will come, and any window of its lines. Lines are pulled, so a
 * flood of them fills neither a queue nor the page; a follower who falls behind jumps to the end, and what he jumped over is
 * read when somebody scrolls there. Whoever listens is told at most once a frame.
 */
import type { LogBatch, LogLine } from '../../../contract/logs.ts';
import { type Problem, toProblem } from '../../lib/problem.ts';
import { createLineCache, type LineCache } from './line-cache.ts';

export interface LogSnapshot {
  /** 0 and 0 for a log without lines. */
  readonly first: number;
  readonly last: number;
  readonly isComplete: boolean;
  readonly status: 'loading' | 'ready' | 'failed';
  readonly problem: Problem | null;
  /** How many lines are here now. */
  readonly loaded: number;
  /** Another one whenever a line came or went. */
  readonly version: number;
}

export interface ReadRequest {
  readonly after: number;
  readonly waitMs: number;
}

interface LogStoreDeps {
  readonly read: (request: ReadRequest, signal: AbortSignal) => Promise<LogBatch>;
  /** Runs once before the next frame; the returned function takes it back. */
  readonly onFrame: (run: () => void) => () => void;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly maxLines?: number;
}

export interface LogStore {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => LogSnapshot;
  readonly line: (seq: number) => LogLine | undefined;
  /** Reads what is missing of [from, to]; a later wish replaces an earlier one. */
  readonly want: (from: number, to: number) => void;
  readonly cache: LineCache;
  readonly start: () => () => void;
  readonly retry: () => void;
}

const WAIT_MS = 20_000;
const RETRY_MS = 2_000;
/** A follower this many lines behind jumps. */
const TOO_FAR_BEHIND = 5_000;
/** To so many lines before the end: more than a screen, less than a batch. */
const JUMP_TO = 500;
const MAX_LINES = 200_000;

export function createLogStore({ read, onFrame, pause, maxLines = MAX_LINES }: LogStoreDeps): LogStore {
  const cache = createLineCache({ maxLines });
  const listeners = new Set<() => void>();
  let snapshot: LogSnapshot = {
    first: 0,
    last: 0,
    isComplete: false,
    status: 'loading',
    problem: null,
    loaded: 0,
    version: 0,
  };
  let next = snapshot;
  let cancelFrame: (() => void) | null = null;
  let lifetime = new AbortController();
  let wanted = { from: 1, to: 0 };
  let isFilling = false;

  const become = (change: Partial<LogSnapshot>) => {
    next = { ...next, ...change, loaded: cache.size(), version: next.version + 1 };
    cancelFrame ??= onFrame(() => {
      cancelFrame = null;
      snapshot = next;
      for (const listener of [...listeners]) listener();
    });
  };

  const accept = (batch: LogBatch) => {
    cache.put(batch.lines);
    become({
      first: batch.first,
      last: Math.max(batch.last, next.last),
      isComplete: batch.isComplete,
      status: 'ready',
      problem: null,
    });
  };

  const followEnd = async (signal: AbortSignal) => {
    let after = 0;
    let waitMs = 0;
    while (!signal.aborted) {
      try {
        const batch = await read({ after, waitMs }, signal);
        if (signal.aborted) return;
        accept(batch);
        after = batch.last - batch.next > TOO_FAR_BEHIND ? batch.last - JUMP_TO : batch.next;
        if (batch.isComplete && after >= batch.last) return;
        waitMs = WAIT_MS;
      } catch (error) {
        if (signal.aborted) return;
        const problem = toProblem(error);
        become({ status: 'failed', problem });
        if (problem.code !== 'DISCONNECTED') return;
        await pause(RETRY_MS, signal);
      }
    }
  };

  const missing = () => cache.firstMissing(Math.max(wanted.from, next.first, 1), Math.min(wanted.to, next.last));

  const fill = async (signal: AbortSignal) => {
    if (isFilling) return;
    isFilling = true;
    try {
      for (let seq = missing(); seq !== null && !signal.aborted; ) {
        accept(await read({ after: seq - 1, waitMs: 0 }, signal));
        const following = missing();
        if (following === seq) return;
        seq = following;
      }
    } catch (error) {
      if (!signal.aborted) become({ problem: toProblem(error) });
    } finally {
      isFilling = false;
    }
  };

  const start = () => {
    lifetime = new AbortController();
    const { signal } = lifetime;
    void followEnd(signal);
    return () => {
      lifetime.abort();
      cancelFrame?.();
      cancelFrame = null;
    };
  };

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => snapshot,
    line: cache.get,
    want(from, to) {
      wanted = { from, to };
      cache.lookAt(Math.floor((from + to) / 2));
      if (missing() !== null) void fill(lifetime.signal);
    },
    cache,
    start,
    retry() {
      lifetime.abort();
      become({ status: 'loading', problem: null });
      start();
    },
  };
}
