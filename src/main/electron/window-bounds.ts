// Where the window opens: where it was left, unless that place is on a screen that is gone.
import type { Rectangle } from 'electron';

export const MINIMUM_SIZE = { width: 640, height: 480 } as const;
const DEFAULT_SIZE = { width: 1280, height: 800 } as const;
/** Of the title bar, this much must lie on a screen to be caught with the mouse (pixels). */
const GRIP = { width: 120, height: 32 } as const;

/** `displays` are the work areas of the screens, the main one first. */
export function windowBounds(saved: Rectangle | null, displays: readonly Rectangle[]): Rectangle {
  const main = displays[0] ?? { x: 0, y: 0, ...DEFAULT_SIZE };
  if (saved === null) return centre(DEFAULT_SIZE, main);
  const display = displays.find((area) => canBeGripped(saved, area));
  if (display === undefined) return centre(saved, main);
  const size = fit(saved, display);
  return { ...size, x: saved.x, y: Math.max(saved.y, display.y) };
}

function canBeGripped(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const below = area.y + area.height - window.y;
  return across >= GRIP.width && below >= GRIP.height && window.y >= area.y - GRIP.height;
}

function centre(size: { readonly width: number; readonly height: number }, area: Rectangle): Rectangle {
  const { width, height } = fit(size, area);
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  };
}

function fit(size: { readonly width: number; readonly height: number }, area: Rectangle) {
  return {
    width: Math.min(Math.max(size.width, MINIMUM_SIZE.width), area.width),
    height: Math.min(Math.max(size.height, MINIMUM_SIZE.height), area.height),
  };
}
