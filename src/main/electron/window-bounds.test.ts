import { describe, expect, it } from 'vitest';
import { windowBounds } from './window-bounds.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const right = { x: 1440, y: 0, width: 2560, height: 1440 };
const left = { x: -1920, y: 0, width: 1920, height: 1080 };

describe('windowBounds', () => {
  it('centres the first window on the main screen, no larger than it', () => {
    expect(windowBounds(null, [laptop])).toEqual({ x: 80, y: 63, width: 1280, height: 800 });
    expect(windowBounds(null, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({
      x: 0,
      y: 0,
      width: 1024,
      height: 700,
    });
  });

  it('opens where it was left, on any screen', () => {
    for (const saved of [
      { x: 100, y: 100, width: 900, height: 600 },
      { x: 1500, y: 10, width: 2000, height: 1200 },
      { x: -1900, y: 40, width: 1000, height: 700 },
    ])
      expect(windowBounds(saved, [laptop, right, left])).toEqual(saved);
  });

  it('comes back to the main screen when its own is gone', () => {
    const saved = { x: 1500, y: 10, width: 2000, height: 1200 };
    expect(windowBounds(saved, [laptop])).toEqual({ x: 0, y: 25, width: 1440, height: 875 });
  });

  it('counts a window that cannot be gripped as gone', () => {
    const size = { width: 900, height: 600 };
    const centred = { x: 270, y: 163, ...size };
    expect(windowBounds({ x: 1400, y: 100, ...size }, [laptop])).toEqual(centred);
    expect(windowBounds({ x: 100, y: 890, ...size }, [laptop])).toEqual(centred);
    expect(windowBounds({ x: 100, y: -400, ...size }, [laptop])).toEqual(centred);
  });

  it('does not hide the title bar under the menu bar', () => {
    expect(windowBounds({ x: 100, y: 0, width: 900, height: 600 }, [laptop]).y).toBe(25);
  });

  it('is never smaller than can be used', () => {
    expect(windowBounds({ x: 10, y: 30, width: 20, height: 10 }, [laptop])).toMatchObject({ width: 640, height: 480 });
    expect(windowBounds({ x: 10, y: 30, width: 200, height: 10 }, [laptop])).toMatchObject({ width: 640, height: 480 });
  });
});
