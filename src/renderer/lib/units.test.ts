import { describe, expect, it } from 'vitest';
import { formatMillicores, formatMillicoresOf, formatRate, formatShare, shortCores } from './units.ts';

describe('values with their units', () => {
  it('are as exact as they are worth', () => {
    expect([0, 0.46, 1, 3.21, 42.6, 1500].map(formatMillicores)).toEqual([
      '0 millicores',
      '0.5 millicores',
      '1 millicore',
      '3.2 millicores',
      '43 millicores',
      '1,500 millicores',
    ]);
    expect([formatMillicoresOf(230.4, 1000), formatMillicoresOf(230.4, null)]).toEqual([
      '230 of 1,000 millicores',
      '230 millicores',
    ]);
    expect([3.6, 45, 231, 1000, 1556].map(shortCores)).toEqual([
      '0.004 cores',
      '0.045 cores',
      '0.23 cores',
      '1 core',
      '1.56 cores',
    ]);
    expect(formatRate(12_288)).toBe('12 KB/s');
    expect([0, 0.004, 0.126, 1].map(formatShare)).toEqual(['0 %', '< 1 %', '13 %', '100 %']);
  });
});
