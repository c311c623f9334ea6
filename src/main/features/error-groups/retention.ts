// Errors that nobody has seen for as long as logs are kept go with their logs.
import type { ErrorClock, ErrorDiagnostics } from './ports.ts';

const DAY_MS = 86_400_000;

interface RetentionDeps {
  readonly removeOld: (before: number) => number;
  /** Read at each round: the setting may change. */
  readonly days: () => number;
  readonly clock: ErrorClock;
  readonly diagnostics: ErrorDiagnostics;
}

/** Removes now and once a day; the returned function ends it. */
export function startErrorRetention({ removeOld, days, clock, diagnostics }: RetentionDeps): () => Promise<void> {
  const closing = new AbortController();
  const work = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        removeOld(clock.now() - days() * DAY_MS);
      } catch (error) {
        diagnostics.warn('Old errors could not be removed', { error });
      }
      // Ends with the stop, which is no error.
      await clock.sleep(DAY_MS, closing.signal).catch(() => undefined);
    }
  };
  const done = work();
  return async () => {
    closing.abort();
    await done;
  };
}
