// The lines of the own log that a page has, newest first: what was read backwards, and what came since. Pure.
import type { OwnLogBatch, OwnLogEntry } from '../../../contract/diagnostics.ts';

export interface OwnLogLines {
  readonly entries: readonly OwnLogEntry[];
  /** Where reading backwards goes on; null at the beginning of the log. */
  readonly older: string | null;
  /** Where following goes on. */
  readonly newer: string;
  /** Newer lines pushed so many of the oldest out of the page. */
  readonly dropped: number;
}

/** More is not looked at in a browser, and would only cost memory. */
export const MOST_LINES = 20_000;

export function begin({ entries, older, newer }: OwnLogBatch): OwnLogLines {
  return { entries: entries.toReversed(), older, newer, dropped: 0 };
}

export function withOlder(lines: OwnLogLines, { entries, older }: OwnLogBatch): OwnLogLines {
  const all = [...lines.entries, ...entries.toReversed()];
  return { ...lines, entries: all, older: all.length >= MOST_LINES ? null : older };
}

export function withNewer(lines: OwnLogLines, { entries, newer }: OwnLogBatch): OwnLogLines {
  if (entries.length === 0) return { ...lines, newer };
  const all = [...entries.toReversed(), ...lines.entries];
  const kept = all.slice(0, MOST_LINES);
  const dropped = lines.dropped + all.length - kept.length;
  // What was dropped could be read again: from where it was, which nobody remembers. The page says that it ends here.
  return { entries: kept, older: dropped === 0 ? lines.older : null, newer, dropped };
}
