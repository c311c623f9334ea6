// A number that goes up whenever anything changes, and those who wait for it. Many changes in a row are told as one.
import type { TransferClock } from './ports.ts';

/** More often than this nobody sees (milliseconds). */
const LEAST_MS = 200;

export interface Changes {
  tell(): void;
  /** Resolves with the number when it is another than `version`, at the latest after `waitMs`. */
  wait(version: number, waitMs: number, signal: AbortSignal): Promise<number>;
}

export function createChanges(clock: TransferClock): Changes {
  let current = 1;
  let told = clock.now();
  let next = Promise.withResolvers<void>();
  return {
    tell() {
      current += 1;
      next.resolve();
      next = Promise.withResolvers();
    },
    async wait(version, waitMs, signal) {
      if (version !== current || waitMs === 0) return current;
      const stop = new AbortController();
      const either = AbortSignal.any([signal, stop.signal]);
      const late = clock.sleep(waitMs, either).catch(() => undefined);
      await Promise.race([next.promise, late]);
      const pause = told + LEAST_MS - clock.now();
      if (pause > 0 && !signal.aborted) await clock.sleep(pause, signal).catch(() => undefined);
      told = clock.now();
      stop.abort();
      signal.throwIfAborted();
      return current;
    },
  };
}
