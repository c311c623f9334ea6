/**
 * The lines of a log that a filter chooses: the newest ones by the search, which has an index, and then each one as it is written.
 * Pulled like everything of logs; the oldest are forgotten, because the control plane still has them.
 */
import type { LogBatch, LogLine, LogSearchResult } from '../../../contract/logs.ts';
import { type Problem, toProblem } from '../../lib/problem.ts';

export interface FilteredState {
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  readonly status: 'searching' | 'ready' | 'failed';
  readonly problem: Problem | null;
  /** Where the search for earlier ones goes on; null: there are none. */
  readonly cursor: string | null;
  readonly searchedBytes: number;
  readonly isComplete: boolean;
}

interface FilteredLogDeps {
  /** Newest first, a part at a time. */
  readonly search: (cursor: string | null, signal: AbortSignal) => Promise<LogSearchResult>;
  readonly read: (
    request: { readonly after: number; readonly waitMs: number },
    signal: AbortSignal,
  ) => Promise<LogBatch>;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly show: (state: FilteredState) => void;
}

export interface FilteredLog {
  readonly start: () => () => void;
  readonly earlier: () => void;
}

const WAIT_MS = 20_000;
const RETRY_MS = 2_000;
/** Lines that are fetched before somebody asks for earlier ones. */
const PAGE = 300;
const MAX_LINES = 5_000;

export function createFilteredLog({ search, read, pause, show }: FilteredLogDeps): FilteredLog {
  let lifetime = new AbortController();
  let isSearching = false;
  let state: FilteredState = {
    lines: [],
    status: 'searching',
    problem: null,
    cursor: null,
    searchedBytes: 0,
    isComplete: false,
  };
  const become = (change: Partial<FilteredState>, { signal }: AbortController) => {
    if (signal.aborted) return;
    state = { ...state, ...change };
    show(state);
  };

  /** One page of earlier lines. */
  async function searchBack(from: string | null, life: AbortController): Promise<void> {
    const wanted = state.lines.length + PAGE;
    for (let cursor = from; ; ) {
      const part = await search(cursor, life.signal);
      cursor = part.nextCursor;
      become(
        {
          lines: [...part.hits.map(({ line }) => line).toReversed(), ...state.lines],
          cursor,
          searchedBytes: state.searchedBytes + part.searchedBytes,
        },
        life,
      );
      if (cursor === null || state.lines.length >= wanted || life.signal.aborted) return;
    }
  }

  async function follow(after: number, life: AbortController): Promise<void> {
    for (let next = after; !life.signal.aborted; ) {
      try {
        const batch = await read({ after: next, waitMs: WAIT_MS }, life.signal);
        next = batch.next;
        const newest = state.lines.at(-1)?.seq ?? 0;
        const fresh = batch.lines.filter(({ seq }) => seq > newest);
        if (fresh.length > 0 || state.problem !== null || batch.isComplete !== state.isComplete) {
          const lines = [...state.lines, ...fresh].slice(-MAX_LINES);
          become({ lines, problem: null, status: 'ready', isComplete: batch.isComplete }, life);
        }
        if (batch.isComplete && next >= batch.last) return;
      } catch (error) {
        if (life.signal.aborted) return;
        const problem = toProblem(error);
        become({ problem, status: 'failed' }, life);
        if (problem.code !== 'DISCONNECTED') return;
        await pause(RETRY_MS, life.signal);
      }
    }
  }

  async function run(life: AbortController): Promise<void> {
    try {
      // Lines that come while the search runs are read after it: from here on.
      const { last } = await read({ after: Number.MAX_SAFE_INTEGER - 1, waitMs: 0 }, life.signal);
      await searchBack(null, life);
      become({ status: 'ready' }, life);
      await follow(last, life);
    } catch (error) {
      become({ status: 'failed', problem: toProblem(error) }, life);
    }
  }

  return {
    start() {
      lifetime = new AbortController();
      const own = lifetime;
      void run(own);
      return () => own.abort();
    },
    earlier() {
      const life = lifetime;
      if (isSearching || state.cursor === null) return;
      isSearching = true;
      become({ status: 'searching' }, life);
      void searchBack(state.cursor, life)
        .then(() => become({ status: 'ready' }, life))
        .catch((error: unknown) => become({ status: 'failed', problem: toProblem(error) }, life))
        .finally(() => {
          isSearching = false;
        });
    },
  };
}
