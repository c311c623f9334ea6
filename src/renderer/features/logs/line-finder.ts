/** Finds text in the lines that are here, a few milliseconds a frame, and looks again only at what changed. */
import { stripAnsi } from '../../lib/ansi.ts';
import { CHUNK_LINES, type Chunk, type LineCache } from './line-cache.ts';

export interface FindState {
  readonly query: string;
  /** Numbers of the lines that hold the text, ascending. */
  readonly matches: readonly number[];
  readonly isSearching: boolean;
}

interface LineFinderDeps {
  readonly cache: LineCache;
  readonly onFrame: (run: () => void) => () => void;
  /** Milliseconds of some clock. */
  readonly now: () => number;
}

export interface LineFinder {
  readonly find: (query: string) => void;
  /** Lines came or went. */
  readonly refresh: () => void;
  readonly subscribe: (listener: () => void) => () => void;
  readonly getState: () => FindState;
  readonly stop: () => void;
}

/** Half a frame: the rest is for drawing. */
const BUDGET_MS = 8;

export function createLineFinder({ cache, onFrame, now }: LineFinderDeps): LineFinder {
  const found = new Map<number, { readonly version: number; readonly matches: readonly number[] }>();
  const listeners = new Set<() => void>();
  let state: FindState = { query: '', matches: [], isSearching: false };
  let cancelFrame: (() => void) | null = null;

  const become = (changed: FindState) => {
    state = changed;
    for (const listener of [...listeners]) listener();
  };

  const step = () => {
    cancelFrame = null;
    const until = now() + BUDGET_MS;
    const wanted = state.query.toLowerCase();
    let isDone = true;
    for (const chunk of cache.chunks()) {
      if (found.get(chunk.index)?.version === chunk.version) continue;
      if (now() > until) {
        isDone = false;
        break;
      }
      found.set(chunk.index, { version: chunk.version, matches: matchesIn(chunk, wanted) });
    }
    become({ query: state.query, matches: collect(), isSearching: !isDone });
    if (!isDone) cancelFrame = onFrame(step);
  };

  const collect = () => {
    const here = new Set([...cache.chunks()].map(({ index }) => index));
    for (const index of found.keys()) if (!here.has(index)) found.delete(index);
    return [...found.entries()].toSorted(([a], [b]) => a - b).flatMap(([, { matches }]) => matches);
  };

  const schedule = () => {
    cancelFrame ??= onFrame(step);
  };

  return {
    find(query) {
      if (query === state.query) return;
      found.clear();
      cancelFrame?.();
      cancelFrame = null;
      become({ query, matches: [], isSearching: query !== '' });
      if (query !== '') schedule();
    },
    refresh() {
      if (state.query !== '') schedule();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getState: () => state,
    stop() {
      cancelFrame?.();
      cancelFrame = null;
    },
  };
}

function matchesIn({ index, lines }: Chunk, wanted: string): readonly number[] {
  const matches: number[] = [];
  lines.forEach((line, at) => {
    if (line !== undefined && hasText(line.text, wanted)) matches.push(index * CHUNK_LINES + at + 1);
  });
  return matches;
}

/** `wanted` is lower case already. */
export function hasText(text: string, wanted: string): boolean {
  return stripAnsi(text).toLowerCase().includes(wanted);
}
