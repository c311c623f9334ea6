import type { AnsiSpan } from '../../lib/ansi.ts';

export interface MarkedSpan extends AnsiSpan {
  readonly isMark: boolean;
}

/** Cuts coloured text where a search found something, also across a change of colour. */
export function markSpans(spans: readonly AnsiSpan[], query: string): readonly MarkedSpan[] {
  if (query === '') return spans.map((span) => ({ ...span, isMark: false }));
  const ranges = findAll(spans.map(({ text }) => text).join(''), query);
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

type Range = readonly [from: number, to: number];

function findAll(text: string, query: string): readonly Range[] {
  const haystack = text.toLowerCase();
  const needle = query.toLowerCase();
  const ranges: Range[] = [];
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, at + needle.length)) {
    ranges.push([at, at + needle.length]);
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
