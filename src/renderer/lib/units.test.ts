import { describe, expect, it } from 'vitest';
import { formatMillicores, formatRate, formatShare } from './units.ts';

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
    expect(formatRate(12_288)).toBe('12 KB/s');
    expect([0, 0.004, 0.126, 1].map(formatShare)).toEqual(['0 %', '< 1 %', '13 %', '100 %']);
  });
});
