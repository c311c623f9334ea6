/**
 * Which lines the scrollable area stands for. A browser lays out at most about 33 million device pixels, so a log longer than
 * that is shown in windows of as many lines as fit; the rest is one button away.
 */
export interface LineWindow {
  readonly base: number;
  readonly end: number;
}

const MAX_PIXELS = 30_000_000;

export function maxRows(rowHeight: number, pixelRatio: number): number {
  return Math.max(1, Math.floor(MAX_PIXELS / (rowHeight * Math.max(1, pixelRatio))));
}

/** Without a base the window ends at the last line; with one it begins there, or as near as the log allows. */
export function lineWindow(first: number, last: number, rows: number, base: number | null): LineWindow {
  if (last === 0) return { base: 1, end: 0 };
  const lowest = Math.max(1, first);
  const newest = Math.max(lowest, last - rows + 1);
  const start = base === null ? newest : Math.min(Math.max(base, lowest), newest);
  return { base: start, end: Math.min(last, start + rows - 1) };
}

/** Where a window must begin so that it holds the line: nowhere else if it does already. */
export function baseFor(seq: number, { base, end }: LineWindow, rows: number): number {
  return seq >= base && seq <= end ? base : seq - Math.floor(rows / 2);
}

/** The lines in sight and some beyond, as [from, to]. */
export function visibleLines(
  { base, end }: LineWindow,
  top: number,
  height: number,
  rowHeight: number,
  overscan: number,
) {
  const from = base + Math.max(0, Math.floor(top / rowHeight) - overscan);
  const to = base + Math.ceil((top + height) / rowHeight) + overscan;
  return { from: Math.min(from, end + 1), to: Math.min(to, end) };
}
