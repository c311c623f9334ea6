import { describe, expect, it } from 'vitest';
import { extendRange, formatRange, parseRange } from './line-range.ts';

describe('line range', () => {
  it('reads and writes one line or several', () => {
    expect(parseRange('120')).toEqual({ from: 120, to: 120 });
    expect(parseRange(120)).toEqual({ from: 120, to: 120 });
    expect(parseRange('150-120')).toEqual({ from: 120, to: 150 });
    expect(formatRange({ from: 120, to: 150 })).toBe('120-150');
    expect(formatRange({ from: 7, to: 7 })).toBe(7);
  });

  it('is nothing for anything else', () => {
    for (const text of [undefined, '', '0', '-5', '1-', 'a', '1.5', '9999999999999'])
      expect(parseRange(text)).toBeNull();
  });

  it('extends with Shift, both ways', () => {
    expect(extendRange(null, 5, true)).toEqual({ from: 5, to: 5 });
    expect(extendRange({ from: 5, to: 5 }, 9, true)).toEqual({ from: 5, to: 9 });
    expect(extendRange({ from: 5, to: 9 }, 2, true)).toEqual({ from: 2, to: 9 });
    expect(extendRange({ from: 5, to: 9 }, 7, false)).toEqual({ from: 7, to: 7 });
  });
});
