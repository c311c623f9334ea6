/** A place where the query's letters were found: [start, end) in the text. */
export type Range = readonly [start: number, end: number];

export interface FuzzyMatch {
  /** Higher is better; comparable between texts for the same query. */
  readonly score: number;
  readonly ranges: readonly Range[];
}

const CONSECUTIVE = 8;
const WORD_START = 6;
const GAP = -0.2;

/**
 * Finds the query's letters in order, whatever stands between them: `npj` finds `New project`. Runs of letters and
 * beginnings of words count more, so that what one means comes first.
 */
export function fuzzyMatch(query: string, text: string): FuzzyMatch | null {
  const wanted = query.toLowerCase().replaceAll(/\s+/g, '');
  if (wanted === '') return { score: 0, ranges: [] };
  const candidates = startsOf(wanted.charAt(0), text.toLowerCase()).map((start) => matchFrom(wanted, text, start));
  return candidates.reduce<FuzzyMatch | null>(
    (best, next) => (next !== null && next.score > (best?.score ?? -Infinity) ? next : best),
    null,
  );
}

function startsOf(letter: string, lower: string): readonly number[] {
  const starts: number[] = [];
  for (let at = lower.indexOf(letter); at !== -1; at = lower.indexOf(letter, at + 1)) starts.push(at);
  return starts;
}

function matchFrom(wanted: string, text: string, start: number): FuzzyMatch | null {
  const lower = text.toLowerCase();
  const ranges: [number, number][] = [];
  let score = 0;
  let at = start;
  for (const letter of wanted) {
    const found = lower.indexOf(letter, at);
    if (found === -1) return null;
    const open = ranges.at(-1);
    if (open !== undefined && open[1] === found) {
      open[1] = found + 1;
      score += CONSECUTIVE;
    } else {
      ranges.push([found, found + 1]);
      score += (found - at) * GAP;
    }
    if (isWordStart(text, found)) score += WORD_START;
    at = found + 1;
  }
  return { score: score - text.length * 0.01, ranges };
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[^A-Za-z0-9]/.test(text.charAt(at - 1));
}

/** Those that match, best first; all of them in their own order for an empty query. */
export function fuzzyFilter<T>(query: string, items: readonly T[], textOf: (item: T) => string): readonly T[] {
  return items
    .flatMap((item, index) => {
      const match = fuzzyMatch(query, textOf(item));
      return match === null ? [] : [{ item, index, score: match.score }];
    })
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .map(({ item }) => item);
}
