// Time that passes only when a test says so.
import type { Clock } from '../ports.ts';

export interface FakeClock extends Clock {
  /** Time of the next sleeper's end; null when nobody sleeps. */
  nextWakeAt(): number | null;
  /** Passes time, waking sleepers in their order. */
  advanceTo(time: number): void;
  setRandom(value: number): void;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

export function createFakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start;
  let random = 0.5;
  let sleepers: Sleeper[] = [];

  return {
    now: () => now,
    random: () => random,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const sleeper: Sleeper = {
          at: now + ms,
          wake() {
            signal?.removeEventListener('abort', abort);
            resolve();
          },
        };
        const abort = (): void => {
          sleepers = sleepers.filter((each) => each !== sleeper);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', abort, { once: true });
        sleepers.push(sleeper);
      });
    },
    nextWakeAt: () => (sleepers.length === 0 ? null : Math.min(...sleepers.map(({ at }) => at))),
    advanceTo(time) {
      now = Math.max(now, time);
      const due = sleepers.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
      sleepers = sleepers.filter(({ at }) => at > now);
      for (const sleeper of due) {
        sleeper.wake();
      }
    },
    setRandom(value) {
      random = value;
    },
  };
}
