import type { AnsiSpan } from '../../lib/ansi.ts';

export interface MarkedSpan extends AnsiSpan {
  readonly isMark: boolean;
}

/** What is marked of a text: wherever one of these stands. */
export interface Marks {
  readonly texts: readonly string[];
  readonly isCaseSensitive: boolean;
}

export const noMarks: Marks = { texts: [], isCaseSensitive: false };

/** Cuts coloured text where a search found something, also across a change of colour. */
export function markSpans(spans: readonly AnsiSpan[], marks: Marks): readonly MarkedSpan[] {
  if (marks.texts.length === 0) return spans.map((span) => ({ ...span, isMark: false }));
  const ranges = findAll(spans.map(({ text }) => text).join(''), marks);
  let at = 0;
  return spans.flatMap(({ text, className }) => {
    const begin = at;
    at += text.length;
    return cut(text.length, begin, ranges).map(({ from, to, isMark }) => ({
      text: text.slice(from, to),
      className,
      isMark,
    }));
  });
}

/** Where the first of them stands; null: none does. */
export function firstMark(text: string, marks: Marks): Range | null {
  return findAll(text, marks)[0] ?? null;
}

type Range = readonly [from: number, to: number];

/** In order, none within another. */
function findAll(text: string, { texts, isCaseSensitive }: Marks): readonly Range[] {
  const folded = (each: string) => (isCaseSensitive ? each : each.toLowerCase());
  const haystack = folded(text);
  const found: Range[] = [];
  for (const needle of texts.filter((each) => each !== '').map(folded)) {
    for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, at + needle.length)) {
      found.push([at, at + needle.length]);
    }
  }
  const ranges: Range[] = [];
  for (const [from, to] of found.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])) {
    const last = ranges.at(-1);
    if (last === undefined || from > last[1]) ranges.push([from, to]);
    else ranges[ranges.length - 1] = [last[0], Math.max(last[1], to)];
  }
  return ranges;
}

/** The pieces of a span that begins at `begin` of the whole text, as offsets within the span. */
function cut(length: number, begin: number, ranges: readonly Range[]) {
  const pieces: { from: number; to: number; isMark: boolean }[] = [];
  let at = 0;
  const push = (to: number, isMark: boolean) => {
    if (to > at) pieces.push({ from: at, to, isMark });
    at = Math.max(at, to);
  };
  for (const [from, to] of ranges) {
    if (to <= begin || from >= begin + length) continue;
    push(Math.max(0, from - begin), false);
    push(Math.min(length, to - begin), true);
  }
  push(length, false);
  return pieces;
}
