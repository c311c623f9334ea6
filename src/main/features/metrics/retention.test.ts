import { describe, expect, it } from 'vitest';
import type { MetricsStore } from './ports.ts';
import { startMetricsRetention } from './retention.ts';
import { createTestClock } from './testing/fixture.ts';

describe('old figures', () => {
  it('go at the start and every half an hour, by the setting as it is then; a failure does not end that', async () => {
    const clock = createTestClock();
    const removed: [step: number, ageSeconds: number][] = [];
    const warnings: string[] = [];
    let days = 30;
    const store: Pick<MetricsStore, 'removeBefore'> = {
      removeBefore(step, before) {
        if (days === 0) {
          throw new Error('the disk is full');
        }
        removed.push([step, (clock.now() - before) / 1000]);
        return 0;
      },
    };
    const stop = startMetricsRetention({ store, days: () => days, clock, warn: (text) => void warnings.push(text) });
    await clock.settle();
    expect(removed).toEqual([
      [15, 7200],
      [60, 90_000],
      [900, 30 * 86_400],
    ]);
    days = 0;
    await clock.pass(30 * 60_000);
    days = 7;
    await clock.pass(30 * 60_000);
    expect(warnings).toHaveLength(1);
    expect(removed.at(-1)).toEqual([900, 7 * 86_400]);
    await stop();
  });
});
