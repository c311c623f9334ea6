import { useCallback, useEffect, useRef, useState } from 'react';
import type { OwnLogInput } from '../../../contract/diagnostics.ts';
import { useApi } from '../../api/api-context.tsx';
import { begin, type OwnLogLines, withNewer, withOlder } from './own-log-pages.ts';

const FIRST_LINES = 500;
const OLDER_LINES = 1000;
const WAIT_MS = 20_000;
const RETRY_MS = 3_000;

export interface OwnLogState {
  /** Null until the first answer. */
  readonly lines: OwnLogLines | null;
  readonly failure: unknown;
  /** Older lines are being looked for. */
  readonly isLooking: boolean;
  readonly loadOlder: () => void;
  readonly retry: () => void;
}

/** Of one filter: mount it anew for another. */
export function useOwnLog(filter: Partial<OwnLogInput>, isFollowing: boolean): OwnLogState {
  const { client } = useApi();
  const [lines, setLines] = useState<OwnLogLines | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [isLooking, setLooking] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [asked] = useState(filter);
  const latest = useRef<OwnLogLines | null>(null);
  const change = useCallback((next: OwnLogLines) => {
    latest.current = next;
    setLines(next);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt asks again
  useEffect(() => {
    const stop = new AbortController();
    client.diagnostics
      .log({ ...asked, limit: FIRST_LINES }, { signal: stop.signal })
      .then((batch) => {
        setFailure(null);
        change(begin(batch));
      })
      .catch((error: unknown) => !stop.signal.aborted && setFailure(error));
    return () => stop.abort();
  }, [client, asked, attempt, change]);

  const hasLines = lines !== null;
  useEffect(() => {
    if (!hasLines || !isFollowing) return;
    const stop = new AbortController();
    void (async () => {
      while (!stop.signal.aborted) {
        const after = latest.current?.newer ?? '';
        try {
          const batch = await client.diagnostics.log(
            { ...asked, after, limit: OLDER_LINES, waitMs: WAIT_MS },
            { signal: stop.signal },
          );
          if (latest.current !== null && !stop.signal.aborted) change(withNewer(latest.current, batch));
          setFailure(null);
        } catch (error) {
          if (stop.signal.aborted) return;
          setFailure(error);
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        }
      }
    })();
    return () => stop.abort();
  }, [client, asked, hasLines, isFollowing, change]);

  const loadOlder = useCallback(() => {
    const before = latest.current?.older ?? null;
    if (before === null) return;
    setLooking(true);
    client.diagnostics
      .log({ ...asked, before, limit: OLDER_LINES })
      .then((batch) => latest.current !== null && change(withOlder(latest.current, batch)))
      .catch(setFailure)
      .finally(() => setLooking(false));
  }, [client, asked, change]);

  const retry = useCallback(() => {
    setFailure(null);
    setAttempt((count) => count + 1);
  }, []);
  return { lines, failure, isLooking, loadOlder, retry };
}
