import { describe, expect, it } from 'vitest';
import { countOf, formatCount, ordinal } from './numbers.ts';

describe('numbers', () => {
  it('groups thousands', () => {
    expect(formatCount(1_000_000)).toBe('1,000,000');
  });

  it('names what is counted in the right number', () => {
    expect([0, 1, 2, 1000].map((value) => countOf(value, 'line'))).toEqual([
      '0 lines',
      '1 line',
      '2 lines',
      '1,000 lines',
    ]);
    expect(countOf(2, 'entry', 'entries')).toBe('2 entries');
  });

  it('says places as people do', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map(ordinal)).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '13th',
      '21st',
      '22nd',
      '101st',
      '111th',
    ]);
  });
});
