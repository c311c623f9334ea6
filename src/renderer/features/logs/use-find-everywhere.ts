import { useEffect, useRef, useState } from 'react';
import { hasText } from './line-finder.ts';
import type { LogSnapshot } from './log-store.ts';
import { readLines } from './read-lines.ts';
import type { ReadLog } from './use-log.ts';

/** Reads a whole log past a search without keeping it. `matches` is null until all of it was read. */
export function useFindEverywhere(read: ReadLog, snapshot: LogSnapshot, query: string) {
  const [done, setDone] = useState<number | null>(null);
  const [matches, setMatches] = useState<readonly number[] | null>(null);
  const running = useRef<AbortController>(null);
  useEffect(() => {
    setMatches(null);
    return () => running.current?.abort();
  }, [query, read]);

  const start = async () => {
    const stop = new AbortController();
    running.current = stop;
    const wanted = query.toLowerCase();
    const found: number[] = [];
    let count = 0;
    setDone(0);
    try {
      await readLines({
        read,
        from: Math.max(1, snapshot.first),
        to: snapshot.last,
        signal: stop.signal,
        onLines: (lines) => {
          for (const { seq, text } of lines) if (hasText(text, wanted)) found.push(seq);
          count += lines.length;
          setDone(count);
        },
      });
      setMatches(found);
    } catch {
      // Cancelled, or the connection was lost: the search in what is here still stands.
    } finally {
      setDone(null);
    }
  };
  return { done, matches, start: () => void start(), cancel: () => running.current?.abort() };
}
