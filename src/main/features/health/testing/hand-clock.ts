// Time that passes only when a test says so.
import type { Clock } from '../ports.ts';

export interface HandClock extends Clock {
  /** Passes time, wakes who slept until then, and lets what follows from it happen. */
  pass(ms: number): Promise<void>;
  sleepers(): number;
}

export function createHandClock(start = Date.UTC(2026, 0, 1)): HandClock {
  let now = start;
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    sleepers: () => sleepers.length,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason);
          return;
        }
        const sleeper = { at: now + ms, wake: resolve };
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((each) => each !== sleeper);
          reject(signal.reason);
        });
        sleepers.push(sleeper);
      }),
    async pass(ms) {
      const end = now + ms;
      for (;;) {
        const next = sleepers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) {
          break;
        }
        now = Math.max(now, next.at);
        sleepers = sleepers.filter((each) => each !== next);
        next.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = end;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
