import type { Ref } from 'react';
import type { LineRange } from './line-range.ts';
import type { RowOptions } from './log-row.tsx';
import type { LogSnapshot, LogStore } from './log-store.ts';

/** What can be asked of the drawn lines from outside. */
export interface LinesHandle {
  readonly goTo: (seq: number, place: 'start' | 'center') => void;
}

/** Both ways of drawing, one line a row or wrapped, take the same. */
export interface LogLinesProps {
  readonly ref: Ref<LinesHandle>;
  readonly label: string;
  readonly store: LogStore;
  readonly snapshot: LogSnapshot;
  readonly options: RowOptions;
  readonly picked: LineRange | null;
  readonly currentMatch: number | null;
  readonly isFollowing: boolean;
  readonly onFollow: (isOn: boolean) => void;
  /** The first line in sight, told when the reader has scrolled. */
  readonly onTop: (seq: number) => void;
  readonly rowHeight: number;
}

export function isPicked(picked: LineRange | null, seq: number): boolean {
  return picked !== null && seq >= picked.from && seq <= picked.to;
}
