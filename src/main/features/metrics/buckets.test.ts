import { describe, expect, it } from 'vitest';
import { merge, regroup, split, type Usage } from './buckets.ts';
import { type Bucket, nothing } from './ports/steps.ts';

const usage = (change: Partial<Usage>): Usage => ({ ...nothing, from: 0, to: 15_000, coveredUntil: 0, ...change });
const bucket = (change: Partial<Bucket>): Bucket => ({ ...nothing, at: 0, ...change });

describe('usage in steps of time', () => {
  it('is spread over the steps it touches, in proportion', () => {
    const parts = split(usage({ from: 10_000, to: 25_000, cpuMs: 1500, cpuPeak: 100, restarts: 1 }), 15);
    expect(parts.map(({ at, seconds, cpuMs, cpuPeak, restarts }) => [at, seconds, cpuMs, cpuPeak, restarts])).toEqual([
      [0, 5, 500, 100, 0],
      [15_000, 10, 1000, 100, 1],
    ]);
  });

  it('leaves no step out and counts none twice, however readings fall', () => {
    let from = 3_333;
    const parts: Bucket[] = [];
    for (let round = 0; round < 400; round += 1) {
      const to = from + 14_000 + (round % 3) * 1000;
      parts.push(...split(usage({ from, to, coveredUntil: from, cpuMs: to - from }), 15));
      from = to;
    }
    const whole = regroup(parts, 15).slice(1, -1);
    expect(whole.every(({ seconds, cpuMs }) => Math.abs(seconds - 15) < 1e-6 && Math.abs(cpuMs - 15_000) < 1e-3)).toBe(
      true,
    );
    expect(whole.every(({ at }, index) => index === 0 || at === (whole[index - 1]?.at ?? 0) + 15_000)).toBe(true);
  });

  it('measures time once where two containers were measured in it', () => {
    const parts = split(usage({ from: 0, to: 10_000, coveredUntil: 6_000 }), 60);
    expect(parts.map(({ seconds }) => seconds)).toEqual([4]);
  });

  it('holds what happened at one moment', () => {
    const parts = split(usage({ from: 15_000, to: 15_000, coveredUntil: 15_000, outOfMemory: 1 }), 15);
    expect(parts).toEqual([{ ...nothing, at: 15_000, outOfMemory: 1 }]);
  });

  it('adds up what is counted, keeps the highest of peaks and the limits that were measured last', () => {
    const first = bucket({ seconds: 5, cpuMs: 10, cpuPeak: 3, memoryPeak: 9, cpuLimit: 100, memoryLimit: 50 });
    const second = bucket({ seconds: 5, cpuMs: 20, cpuPeak: 2, restarts: 1, cpuLimit: 200 });
    expect(merge(first, second)).toMatchObject({
      seconds: 10,
      cpuMs: 30,
      cpuPeak: 3,
      memoryPeak: 9,
      restarts: 1,
      cpuLimit: 200,
      memoryLimit: null,
    });
    expect(merge(first, bucket({ hasRequests: 1, responses2xx: 4 }))).toMatchObject({ cpuLimit: 100, responses2xx: 4 });
  });

  it('is regrouped into longer steps, and a step without anything stays out', () => {
    const buckets = [bucket({ at: 0, cpuMs: 1 }), bucket({ at: 60_000, cpuMs: 2 }), bucket({ at: 600_000, cpuMs: 4 })];
    expect(regroup(buckets, 300).map(({ at, cpuMs }) => [at, cpuMs])).toEqual([
      [0, 3],
      [600_000, 4],
    ]);
  });
});
