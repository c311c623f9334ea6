import { describe, expect, it } from 'vitest';
import type { MetricsPoint } from '../../../contract/metrics.ts';
import { drawingOf } from './drawing.ts';
import { type GraphSpec, graphs } from './graphs.ts';

const MB = 1024 * 1024;
const point = (second: number, change: Partial<MetricsPoint>): MetricsPoint => ({
  at: new Date(second * 1000).toISOString(),
  measuredSeconds: 15,
  cpuMillicores: 100,
  cpuPeakMillicores: 200,
  cpuLimitMillicores: 1000,
  cpuThrottledShare: 0,
  memoryBytes: 100 * MB,
  memoryPeakBytes: 120 * MB,
  memoryLimitBytes: 512 * MB,
  networkInBytesPerSecond: 0,
  networkOutBytesPerSecond: 0,
  diskReadBytesPerSecond: null,
  diskWriteBytesPerSecond: null,
  processes: 1,
  restarts: 0,
  outOfMemory: 0,
  responses: null,
  ...change,
});
const draw = (id: string, points: readonly MetricsPoint[]) =>
  drawingOf(graphs.find((spec) => spec.id === id) as GraphSpec, {
    from: new Date(0).toISOString(),
    to: new Date(60_000).toISOString(),
    stepSeconds: 15,
    points,
  });

describe('what a graph draws', () => {
  it('reaches up to the limit where the use comes near it, and else to the use', () => {
    expect(draw('memory', [point(0, {})])).toMatchObject({ limit: 512 * MB, isLimitShown: true, highest: 512 * MB });
    const idle = draw('memory', [point(0, { memoryBytes: MB, memoryPeakBytes: 2 * MB })]);
    expect(idle).toMatchObject({ limit: 512 * MB, isLimitShown: false, highest: 2 * MB });
    expect(draw('cpu', [point(0, { cpuLimitMillicores: null })])).toMatchObject({ limit: null, highest: 200 });
  });

  it('marks when the application was held back or ran out of memory', () => {
    const points = [point(0, { cpuThrottledShare: 0.4 }), point(15, { cpuThrottledShare: 0.01, outOfMemory: 1 })];
    expect(draw('cpu', points).marks).toEqual([{ from: 0, to: 15_000 }]);
    expect(draw('memory', points).marks).toEqual([{ from: 15_000, to: 30_000 }]);
  });

  it('knows what nobody counted, and stacks what was', () => {
    expect(draw('disk', [point(0, {})]).isKnown).toBe(false);
    expect(draw('requests', [point(0, {})]).isKnown).toBe(false);
    const responses = { '1xx': 0, '2xx': 7, '3xx': 2, '4xx': 0, '5xx': 1 };
    expect(draw('requests', [point(0, { responses })])).toMatchObject({ isKnown: true, highest: 10 });
    expect(draw('restarts', [point(0, { restarts: 2, outOfMemory: 1 })]).highest).toBe(3);
  });
});
