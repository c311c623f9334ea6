/** The time of a line as the reader wants it. Pure. */
import { clockTime, relativeTime } from '../../lib/time.ts';

export type TimeStyle = 'local' | 'utc' | 'ago';
export const timeStyles: readonly TimeStyle[] = ['local', 'utc', 'ago'];

export function lineTime(at: string, style: TimeStyle, now: number): string {
  if (style === 'local') return clockTime(at);
  return style === 'utc' ? `${at.slice(11, 23)}Z` : relativeTime(at, now);
}

/** None, local, UTC, how long ago, and from there on again. */
export function nextTimeStyle(style: TimeStyle | undefined): TimeStyle | undefined {
  return style === undefined ? 'local' : timeStyles[timeStyles.indexOf(style) + 1];
}
