import type { Clock } from './ports.ts';

/** Aborts the work with `reason` when it takes longer than `ms`; what it then throws is that reason. */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  outer: AbortSignal,
  reason: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = new AbortController();
  clock.sleep(ms, timer.signal).then(
    () => limit.abort(reason()),
    // The work was done in time.
    () => undefined,
  );
  try {
    return await work(AbortSignal.any([outer, limit.signal]));
  } catch (error) {
    throw limit.signal.aborted && !outer.aborted ? limit.signal.reason : error;
  } finally {
    timer.abort();
  }
}
