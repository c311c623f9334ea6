import { describe, expect, it } from 'vitest';
import type { DeploymentId } from '../../../contract/ids.ts';
import { startLogRetention } from './retention.ts';

describe('log retention', () => {
  it('removes at once and every day, with the days that hold then, also after a failure, until it is stopped', async () => {
    const asked: number[] = [];
    const outcomes: unknown[] = [];
    let wake = Promise.withResolvers<void>();
    let asleep = Promise.withResolvers<void>();
    let days = 30;
    const stop = startLogRetention({
      logs: {
        removeOld: async (limit) => {
          asked.push(limit);
          if (asked.length === 2) {
            throw new Error('disk');
          }
          return [7 as DeploymentId];
        },
      },
      days: () => days,
      isRunning: () => false,
      clock: {
        now: () => 0,
        sleep: (_, signal) => {
          wake = Promise.withResolvers();
          signal?.addEventListener('abort', () => wake.reject(new Error('stopped')));
          asleep.resolve();
          return wake.promise;
        },
      },
      report: (outcome) => outcomes.push(outcome),
    });
    await asleep.promise;
    for (days of [10, 5]) {
      asleep = Promise.withResolvers();
      wake.resolve();
      await asleep.promise;
    }
    await stop();
    expect(asked).toEqual([30, 10, 5]);
    expect(outcomes).toEqual([{ removed: [7] }, { error: new Error('disk') }, { removed: [7] }]);
  });
});
