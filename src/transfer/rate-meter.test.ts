import { describe, expect, it } from 'vitest';
import { createRateMeter, timeLeft } from './rate-meter.ts';

describe('createRateMeter', () => {
  it('knows nothing at first, then the rate', () => {
    const meter = createRateMeter();
    meter.add(0, 0);
    expect(meter.rate(100)).toBeNull();
    meter.add(1000, 1000);
    expect(meter.rate(1000)).toBe(1000);
  });

  it('forgets what is older than some seconds', () => {
    const meter = createRateMeter();
    for (let second = 0; second <= 10; second += 1) meter.add(second * 100, second * 1000);
    for (let second = 11; second <= 20; second += 1) meter.add(1000 + (second - 10) * 1000, second * 1000);
    expect(meter.rate(20_000)).toBe(1000);
  });

  it('falls while nothing comes', () => {
    const meter = createRateMeter();
    meter.add(0, 0);
    meter.add(1000, 1000);
    expect(meter.rate(2000)).toBe(500);
  });

  it('begins anew when there is less than before', () => {
    const meter = createRateMeter();
    meter.add(0, 0);
    meter.add(5000, 1000);
    meter.add(100, 2000);
    expect(meter.rate(2000)).toBeNull();
  });
});

it('tells the time left only where it can be told', () => {
  expect([timeLeft(2000, 1000), timeLeft(5, null), timeLeft(5, 0)]).toEqual([2000, null, null]);
});
