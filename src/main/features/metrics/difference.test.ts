import { describe, expect, it } from 'vitest';
import { difference, MAX_GAP_MS, ratesOf } from './difference.ts';
import { MB, reading } from './testing/fixture.ts';

describe('what was used between two readings', () => {
  it('is the difference of the counters', () => {
    const before = reading({ cpuNanos: 5e9, networkInBytes: 100, disk: { readBytes: 10, writtenBytes: 20 } });
    const now = reading({
      at: before.at + 10_000,
      cpuNanos: 7.5e9,
      networkInBytes: 700,
      disk: { readBytes: 15, writtenBytes: 20 },
      memoryBytes: 20 * MB,
    });
    expect(difference(before, now)).toMatchObject({
      ms: 10_000,
      cpuMs: 2500,
      networkIn: 600,
      disk: { read: 5, written: 0 },
      memoryBytes: 20 * MB,
    });
  });

  it('is not known when the counters began anew, or the readings are too far apart or at the same time', () => {
    const before = reading({ cpuNanos: 5e9 });
    expect(difference(before, reading({ at: before.at + 1000, cpuNanos: 1 }))).toBeNull();
    expect(difference(before, reading({ at: before.at + MAX_GAP_MS + 1, cpuNanos: 6e9 }))).toBeNull();
    expect(difference(before, before)).toBeNull();
  });

  it('is added up over containers as rates', () => {
    const before = reading();
    const one = difference(before, reading({ at: before.at + 1000, cpuNanos: 5e8 }));
    const other = difference(before, reading({ at: before.at + 2000, cpuNanos: 5e8, networkOutBytes: 4000 }));
    const rates = ratesOf([one, other].filter((usage) => usage !== null));
    expect(rates).toMatchObject({
      cpuMillicores: 750,
      networkOutPerSecond: 2000,
      memoryBytes: 20 * MB,
      memoryLimitBytes: 64 * MB,
      diskReadPerSecond: null,
      processes: 2,
    });
  });

  it('has no limit where one of the containers has none', () => {
    const before = reading();
    const limited = difference(before, reading({ at: before.at + 1000 }));
    const free = difference(before, reading({ at: before.at + 1000, memoryLimitBytes: null }));
    expect(ratesOf([limited, free].filter((usage) => usage !== null)).memoryLimitBytes).toBeNull();
  });
});
