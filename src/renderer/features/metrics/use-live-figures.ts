import { useEffect, useState } from 'react';
import type { ProjectId } from '../../../contract/ids.ts';
import type { LiveFigures } from '../../../contract/metrics.ts';
import { useApi } from '../../api/api-context.tsx';

/** Undefined: not known yet. Null: nothing runs. */
export type Live = LiveFigures | null | undefined;

const WAIT_MS = 5_000;
/** Never asked more often, whatever the answers are. */
const PACE_MS = 1_000;

/** What the project uses now, about once a second; a page that is not looked at does not ask. */
export function useLiveFigures(id: ProjectId): Live {
  const { client } = useApi();
  const [figures, setFigures] = useState<Live>(undefined);
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    const follow = async () => {
      let after = 0;
      while (!signal.aborted) {
        await whenVisible(signal);
        const pace = pause(PACE_MS, signal);
        try {
          const answer = await client.metrics.live({ id, after, waitMs: WAIT_MS }, { signal });
          after = answer.seq;
          setFigures(answer.figures);
        } catch {
          // The connection says that it is lost, the host that it is away; what was shown is old then.
          if (!signal.aborted) setFigures(undefined);
        }
        await pace;
      }
    };
    void follow();
    return () => ending.abort();
  }, [client, id]);
  return figures;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function whenVisible(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (document.visibilityState !== 'visible' && !signal.aborted) return;
      document.removeEventListener('visibilitychange', check);
      resolve();
    };
    document.addEventListener('visibilitychange', check);
    signal.addEventListener('abort', check);
    check();
  });
}
