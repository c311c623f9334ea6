import { describe, expect, it } from 'vitest';
import { MAX_POINTS, metricsRange } from '../../../contract/metrics.ts';
import { nothing } from './ports/steps.ts';
import { keptSeconds, planRange, toPoint, windowOf } from './ranges.ts';

describe('ranges', () => {
  it.each(metricsRange.options)('show %s in at most 300 points, of steps that are kept for so long', (range) => {
    const plan = planRange(range);
    const now = Date.UTC(2026, 0, 1, 12, 34, 56);
    const { from, to } = windowOf(now, plan);
    expect((to - from) / 1000 / plan.stepSeconds).toBeLessThanOrEqual(MAX_POINTS);
    expect(plan.stepSeconds % plan.source).toBe(0);
    expect(keptSeconds(plan.source, 31)).toBeGreaterThan(plan.seconds);
    expect(to).toBeGreaterThan(now);
    expect(to - now).toBeLessThanOrEqual(plan.stepSeconds * 1000);
  });

  it('keep the long steps for as many days as are set', () => {
    expect(keptSeconds(900, 7)).toBe(7 * 86_400);
  });
});

describe('a point', () => {
  it('says means over what was measured of its step', () => {
    const bucket = {
      ...nothing,
      at: 0,
      seconds: 10,
      cpuMs: 2500,
      cpuPeak: 900,
      memoryByteSeconds: 5000,
      networkIn: 123,
    };
    expect(toPoint({ ...bucket, cpuPeriods: 100, cpuThrottledPeriods: 25, cpuLimit: 500 })).toMatchObject({
      at: '1970-01-01T00:00:00.000Z',
      measuredSeconds: 10,
      cpuMillicores: 250,
      cpuPeakMillicores: 900,
      cpuThrottledShare: 0.25,
      cpuLimitMillicores: 500,
      memoryBytes: 500,
      networkInBytesPerSecond: 12.3,
      diskReadBytesPerSecond: null,
      responses: null,
    });
  });

  it('knows nothing of a step in which only something happened', () => {
    expect(toPoint({ ...nothing, at: 0, restarts: 1, hasRequests: 1, responses5xx: 3 })).toMatchObject({
      cpuMillicores: null,
      memoryBytes: null,
      cpuThrottledShare: null,
      restarts: 1,
      responses: { '1xx': 0, '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 3 },
    });
  });
});
