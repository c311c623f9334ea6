import type { DeploymentId } from '../../../contract/ids.ts';
import type { LogClock } from './ports.ts';
import type { Logs } from './service.ts';

export interface LogRetentionDeps {
  readonly logs: Pick<Logs, 'removeOld'>;
  /** Read each time: the setting may change while the program runs. */
  readonly days: () => number;
  readonly isRunning: (id: DeploymentId) => boolean;
  readonly clock: LogClock;
  readonly report: (outcome: { readonly removed: readonly DeploymentId[] } | { readonly error: unknown }) => void;
}

const DAY_MS = 86_400_000;

/** Removes old logs now and then once a day, until it is stopped. */
export function startLogRetention({ logs, days, isRunning, clock, report }: LogRetentionDeps): () => Promise<void> {
  const stopping = new AbortController();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const removed = await logs.removeOld(days(), isRunning);
        if (removed.length > 0) {
          report({ removed });
        }
      } catch (error) {
        // A disk that cannot be read today may be read tomorrow.
        report({ error });
      }
      // Ends with the stop, which is no error.
      await clock.sleep(DAY_MS, stopping.signal).catch(() => undefined);
    }
  }

  const running = run();
  return async () => {
    stopping.abort();
    await running;
  };
}
