// Old figures go: the short steps soon, the long ones when the configuration says so.
import { steps } from './ports/steps.ts';
import type { Clock, MetricsStore } from './ports.ts';
import { keptSeconds } from './ranges.ts';

const INTERVAL_MS = 30 * 60_000;

interface RetentionDeps {
  readonly store: Pick<MetricsStore, 'removeBefore'>;
  /** Read at each round: the setting may change. */
  readonly days: () => number;
  readonly clock: Clock;
  readonly warn: (message: string, context: Readonly<Record<string, unknown>>) => void;
}

/** Removes now and every half an hour; the returned function ends it. */
export function startMetricsRetention({ store, days, clock, warn }: RetentionDeps): () => Promise<void> {
  const closing = new AbortController();
  const work = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        for (const step of steps) {
          store.removeBefore(step, clock.now() - keptSeconds(step, days()) * 1000);
        }
      } catch (error) {
        warn('Old figures could not be removed', { error });
      }
      await clock.sleep(INTERVAL_MS, closing.signal).catch(() => undefined);
    }
  };
  const done = work();
  return async () => {
    closing.abort();
    await done;
  };
}
