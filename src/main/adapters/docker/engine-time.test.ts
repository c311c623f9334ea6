import { describe, expect, it } from 'vitest';
import { engineSeconds, parseMillis, parseNanos } from './engine-time.ts';

describe('an engine’s time', () => {
  it.each([
    ['1970-01-01T00:00:01.000000002Z', 1_000_000_002n],
    ['1970-01-01T00:00:01Z', 1_000_000_000n],
    ['1970-01-01T01:00:00.5+01:00', 500_000_000n],
    ['2026-11-22T16:42:00.123456789Z', 1_795_365_720_123_456_789n],
  ])('%s is %s nanoseconds', (text, nanos) => {
    expect(parseNanos(text)).toBe(nanos);
  });

  it.each(['', 'yesterday', '2026-11-22', '2026-11-22T16:42:00', '2026-13-45T00:00:00Z'])('%s is none', (text) => {
    expect(parseNanos(text)).toBeNull();
  });

  it('is given back with nine digits', () => {
    expect(engineSeconds(1_795_365_720_000_000_001n)).toBe('1795365720.000000001');
  });

  it('is null where it stands for never', () => {
    expect(parseMillis('0001-01-01T00:00:00Z')).toBeNull();
    expect(parseMillis(undefined)).toBeNull();
    expect(parseMillis('')).toBeNull();
    expect(parseMillis('1970-01-01T00:00:01.5Z')).toBe(1500);
  });
});
