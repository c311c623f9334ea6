import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../features/deployments/ports.ts';

/** setTimeout fires at once for more than this (2^31 − 1 ms, about 25 days). */
const LONGEST_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted();
    for (let left = Math.max(0, ms); ; left -= LONGEST_TIMER_MS) {
      try {
        await sleep(Math.min(left, LONGEST_TIMER_MS), undefined, signal === undefined ? {} : { signal });
      } catch (error) {
        // Node wraps the reason in an AbortError of its own.
        throw signal?.aborted === true ? signal.reason : error;
      }
      if (left <= LONGEST_TIMER_MS) {
        return;
      }
    }
  },
  random: () => Math.random(),
};
