const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How long ago or ahead, in one unit: `just now`, `12 s ago`, `in 40 s`, `3 min ago`, `5 days ago`; a date beyond 30 days.
 * A time a few seconds ahead of our clock is `just now`: two machines never agree to the second.
 */
export function relativeTime(iso: string, now: number): string {
  const at = Date.parse(iso);
  const distance = now - at;
  const size = Math.abs(distance);
  if (size < 5 * SECOND) return 'just now';
  if (size >= 30 * DAY) return localDate(at);
  const text = inOneUnit(size);
  return distance > 0 ? `${text} ago` : `in ${text}`;
}

function inOneUnit(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  const days = Math.floor(ms / DAY);
  return days === 1 ? '1 day' : `${days} days`;
}

/** `2026-11-22 16:45:29` in the reader's own time zone. */
export function localTime(iso: string): string {
  const at = new Date(iso);
  return `${localDate(at.getTime())} ${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
}

/** `16:45:29.123`, for the time column of a log. */
export function clockTime(iso: string): string {
  const at = new Date(iso);
  const seconds = `${pad(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${seconds}`;
}

function localDate(ms: number): string {
  const at = new Date(ms);
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
