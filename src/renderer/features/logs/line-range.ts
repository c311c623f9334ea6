/** Lines that were pointed at: `120` or `120-150` in the page's address. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

export function parseRange(text: string | number | undefined): LineRange | null {
  const match = /^(\d{1,12})(?:-(\d{1,12}))?$/.exec(String(text ?? ''));
  if (match === null) return null;
  const from = Number(match[1]);
  const to = match[2] === undefined ? from : Number(match[2]);
  if (from < 1 || to < 1) return null;
  return { from: Math.min(from, to), to: Math.max(from, to) };
}

/** One line is a number, which stands in an address without quotes. */
export function formatRange({ from, to }: LineRange): string | number {
  return from === to ? from : `${from}-${to}`;
}

/** A press on a line's number points at it; with Shift held, at all from the first one pointed at. */
export function extendRange(range: LineRange | null, seq: number, isExtending: boolean): LineRange {
  if (range === null || !isExtending) return { from: seq, to: seq };
  return seq < range.from ? { from: seq, to: range.to } : { from: range.from, to: seq };
}
