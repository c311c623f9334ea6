import { describe, expect, it } from 'vitest';
import type { MetricsPoint } from '../../../contract/metrics.ts';
import { chartRows, isLimitInSight, type LineSpec, spansWhere, summarize } from './series.ts';

const cpu: LineSpec = { key: 'cpu', label: 'CPU', value: ({ cpuMillicores }) => cpuMillicores, tone: 'main' };
const point = (second: number, cpuMillicores: number | null, change: Partial<MetricsPoint> = {}) =>
  ({ at: new Date(second * 1000).toISOString(), measuredSeconds: 15, cpuMillicores, ...change }) as MetricsPoint;
const series = (points: readonly MetricsPoint[]) => ({
  from: new Date(0).toISOString(),
  to: new Date(75_000).toISOString(),
  stepSeconds: 15,
  points,
});

describe('rows of a graph', () => {
  it('are one for each step, empty where nothing is known', () => {
    const rows = chartRows(series([point(15, 100), point(30, 200), point(60, 5)]), [cpu]);
    expect(rows.map(({ at, values, isAlone }) => [at / 1000, values['cpu'], isAlone])).toEqual([
      [0, null, false],
      [15, 100, false],
      [30, 200, false],
      [45, null, false],
      [60, 5, true],
    ]);
  });
});

describe('a summary', () => {
  it('weighs by what was measured and leaves out what is not known', () => {
    const points = [point(0, 100), point(15, 400, { measuredSeconds: 5 }), point(30, null, { measuredSeconds: 0 })];
    expect(summarize(points, cpu.value)).toEqual({ last: 400, mean: 175, highest: 400, total: 500 });
    expect(summarize([], cpu.value)).toEqual({ last: null, mean: null, highest: null, total: 0 });
  });
});

describe('a limit', () => {
  it('is drawn where the use comes near it', () => {
    expect(isLimitInSight(1000, 200)).toBe(true);
    expect(isLimitInSight(1000, 50)).toBe(false);
    expect(isLimitInSight(null, 50)).toBe(false);
  });
});

describe('times in which something was so', () => {
  it('are joined where they touch', () => {
    const points = [point(0, 1), point(15, 9), point(30, 9), point(60, 9)];
    expect(spansWhere(points, 15, ({ cpuMillicores }) => cpuMillicores === 9)).toEqual([
      { from: 15_000, to: 45_000 },
      { from: 60_000, to: 75_000 },
    ]);
  });
});
