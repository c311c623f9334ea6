import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogSearchHit, LogSearchInput } from '../../../contract/logs.ts';
import { useApi } from '../../api/api-context.tsx';

export interface LogQueryState {
  readonly hits: readonly LogSearchHit[];
  readonly searchedBytes: number;
  readonly searchedLogs: number;
  readonly totalLogs: number;
  readonly isRunning: boolean;
  /** More may be found. */
  readonly nextCursor: string | null;
  readonly failure: unknown;
}

const idle: LogQueryState = {
  hits: [],
  searchedBytes: 0,
  searchedLogs: 0,
  totalLogs: 0,
  isRunning: false,
  nextCursor: null,
  failure: null,
};

/** Hits that are fetched before somebody asks for more. */
const PAGE = 200;

/** Pulls part after part until a page is full. Another search takes the place of one that runs. */
export function useLogQuery() {
  const { client } = useApi();
  const [state, setState] = useState<LogQueryState | null>(null);
  const running = useRef<AbortController>(null);
  const current = useRef<{ input: Omit<LogSearchInput, 'cursor'>; state: LogQueryState } | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const pull = useCallback(async () => {
    const search = current.current;
    if (search === null) return;
    const stop = new AbortController();
    running.current = stop;
    const show = (next: LogQueryState) => {
      if (stop.signal.aborted) return;
      search.state = next;
      setState(next);
    };
    const wanted = search.state.hits.length + PAGE;
    show({ ...search.state, isRunning: true, failure: null });
    try {
      for (let cursor: string | null = search.state.nextCursor; ; ) {
        const part = await client.logs.search(
          { ...search.input, ...(cursor === null ? {} : { cursor }) },
          { signal: stop.signal },
        );
        cursor = part.nextCursor;
        const hits = [...search.state.hits, ...part.hits];
        const isDone = cursor === null || hits.length >= wanted;
        show({
          hits,
          searchedBytes: search.state.searchedBytes + part.searchedBytes,
          searchedLogs: part.searchedLogs,
          totalLogs: part.totalLogs,
          nextCursor: cursor,
          isRunning: !isDone,
          failure: null,
        });
        if (isDone || stop.signal.aborted) return;
      }
    } catch (failure) {
      show({ ...search.state, isRunning: false, failure });
    }
  }, [client]);

  const start = useCallback(
    (input: Omit<LogSearchInput, 'cursor'> | null) => {
      running.current?.abort();
      current.current = input === null ? null : { input, state: idle };
      setState(null);
      void pull();
    },
    [pull],
  );
  const stop = useCallback(() => {
    running.current?.abort();
    const search = current.current;
    if (search === null) return;
    search.state = { ...search.state, isRunning: false };
    setState(search.state);
  }, []);
  return { state, start, more: () => void pull(), stop };
}
