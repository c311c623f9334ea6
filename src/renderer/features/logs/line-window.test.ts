import { describe, expect, it } from 'vitest';
import { baseFor, lineWindow, maxRows, visibleLines } from './line-window.ts';

describe('line window', () => {
  it('keeps a million lines of 20 px whole on a plain screen, and fewer on a dense one', () => {
    expect(maxRows(20, 1)).toBe(1_500_000);
    expect(maxRows(20, 2)).toBe(750_000);
  });

  it('is empty for an empty log', () => {
    expect(lineWindow(0, 0, 100, null)).toEqual({ base: 1, end: 0 });
  });

  it('ends at the last line, or begins as near to its base as the log allows', () => {
    expect(lineWindow(1, 50, 100, null)).toEqual({ base: 1, end: 50 });
    expect(lineWindow(1, 1_000, 100, null)).toEqual({ base: 901, end: 1_000 });
    expect(lineWindow(1, 1_000, 100, 980)).toEqual({ base: 901, end: 1_000 });
    expect(lineWindow(1, 1_000, 100, 450)).toEqual({ base: 450, end: 549 });
    expect(lineWindow(300, 1_000, 100, 10)).toEqual({ base: 300, end: 399 });
  });

  it('moves only for a line that it does not hold', () => {
    const window = { base: 901, end: 1_000 };
    expect(baseFor(950, window, 100)).toBe(901);
    expect(baseFor(500, window, 100)).toBe(450);
  });

  it('draws what is in sight and some beyond, never outside the window', () => {
    const window = { base: 901, end: 1_000 };
    expect(visibleLines(window, 0, 200, 20, 5)).toEqual({ from: 901, to: 916 });
    expect(visibleLines(window, 1_800, 200, 20, 5)).toEqual({ from: 986, to: 1_000 });
    expect(visibleLines({ base: 1, end: 0 }, 0, 200, 20, 5)).toEqual({ from: 1, to: 0 });
  });
});
