import { useEffect, useRef, useState } from 'react';
import { hasText } from './line-finder.ts';
import type { LogSnapshot } from './log-store.ts';
import { readLines } from './read-lines.ts';
import type { ReadLog } from './use-log.ts';

interface Search {
  readonly query: string;
  readonly done: number;
  /** Null until all was read. */
  readonly matches: readonly number[] | null;
}

/** Reads a whole log past a search without keeping it. A result counts only for the text it was made for. */
export function useFindEverywhere(read: ReadLog, snapshot: LogSnapshot, query: string) {
  const [search, setSearch] = useState<Search | null>(null);
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), [query, read]);
  const own = search?.query === query ? search : null;

  const start = async () => {
    const stop = new AbortController();
    running.current = stop;
    const wanted = query.toLowerCase();
    const found: number[] = [];
    let done = 0;
    setSearch({ query, done, matches: null });
    try {
      await readLines({
        read,
        from: Math.max(1, snapshot.first),
        to: snapshot.last,
        signal: stop.signal,
        onLines: (lines) => {
          for (const { seq, text } of lines) if (hasText(text, wanted)) found.push(seq);
          done += lines.length;
          setSearch({ query, done, matches: null });
        },
      });
      setSearch({ query, done, matches: found });
    } catch {
      // Cancelled, or the connection was lost: the search in what is here still stands.
      setSearch((now) => (now?.query === query ? null : now));
    }
  };
  return {
    /** Lines read so far while it reads. */
    done: own !== null && own.matches === null ? own.done : null,
    matches: own?.matches ?? null,
    start: () => void start(),
    cancel: () => running.current?.abort(),
  };
}
