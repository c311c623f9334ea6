// Finds many texts in one pass: Wu and Manber, "A fast algorithm for multi-pattern searching" (1994), with blocks of two
// characters. A log of a hundred megabytes is searched for every form of every secret; one pass for each would not do.

export interface Span {
  readonly start: number;
  readonly end: number;
}

const TABLE_SIZE = 65_536;

export interface GrowingSearch {
  /** Shorter ones than the window are not looked for. */
  add(patterns: Iterable<string>): void;
  /** All occurrences of all patterns, in order, overlapping ones joined. */
  search(text: string): readonly Span[];
}

/**
 * Gives a function that finds all occurrences of all patterns, in order, overlapping ones joined.
 * Patterns shorter than two characters are not looked for.
 */
export function createMultiSearch(patterns: readonly string[]): (text: string) => readonly Span[] {
  const usable = [...new Set(patterns)].filter((pattern) => pattern.length >= 2);
  if (usable.length === 0) {
    return () => [];
  }
  const { add, search } = createGrowingSearch(
    usable.reduce((shortest, { length }) => Math.min(shortest, length), Number.MAX_SAFE_INTEGER),
  );
  add(usable);
  return search;
}

/** `window`: characters of the shortest pattern that will ever be added; the larger it is, the faster the search. */
export function createGrowingSearch(window: number): GrowingSearch {
  const shifts = new Uint8Array(TABLE_SIZE).fill(Math.min(window - 1, 255));
  const candidates = new Map<number, string[]>();
  const known = new Set<string>();

  function add(patterns: Iterable<string>): void {
    for (const pattern of patterns) {
      if (pattern.length < window || known.has(pattern)) {
        continue;
      }
      known.add(pattern);
      for (let end = 1; end < window; end += 1) {
        const block = blockAt(pattern, end);
        shifts[block] = Math.min(shifts[block] ?? 0, window - 1 - end);
      }
      const block = blockAt(pattern, window - 1);
      const others = candidates.get(block);
      if (others === undefined) {
        candidates.set(block, [pattern]);
      } else {
        others.push(pattern);
      }
    }
  }

  function search(text: string): readonly Span[] {
    const found: Span[] = [];
    let end = window - 1;
    while (end < text.length) {
      const block = blockAt(text, end);
      const shift = shifts[block] ?? 0;
      if (shift === 0) {
        const start = end - window + 1;
        for (const pattern of candidates.get(block) ?? []) {
          if (text.startsWith(pattern, start)) {
            addSpan(found, { start, end: start + pattern.length });
          }
        }
      }
      end += Math.max(shift, 1);
    }
    return found;
  }
  return { add, search };
}

/** Two characters as one number; different pairs may share it, which costs a comparison and nothing else. */
function blockAt(text: string, end: number): number {
  return ((text.charCodeAt(end - 1) << 8) ^ text.charCodeAt(end)) & (TABLE_SIZE - 1);
}

/** Spans come in the order of their beginnings. */
function addSpan(spans: Span[], span: Span): void {
  const last = spans.at(-1);
  if (last === undefined || span.start > last.end) {
    spans.push(span);
  } else if (span.end > last.end) {
    spans[spans.length - 1] = { start: last.start, end: span.end };
  }
}
