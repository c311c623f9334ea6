const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds as a person says them: `36 ms`, `0.4 s`, `12 s`, `1 min 05 s`, `2 h 03 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  const value = Math.max(0, ms);
  if (value < SECOND / 10) return `${Math.round(value)} ms`;
  if (value < 10 * SECOND) return `${(Math.floor(value / 100) / 10).toFixed(1)} s`;
  if (value < MINUTE) return `${Math.floor(value / SECOND)} s`;
  if (value < HOUR) return `${Math.floor(value / MINUTE)} min ${pad(Math.floor((value % MINUTE) / SECOND))} s`;
  if (value < DAY) return `${Math.floor(value / HOUR)} h ${pad(Math.floor((value % HOUR) / MINUTE))} min`;
  return `${Math.floor(value / DAY)} d ${Math.floor((value % DAY) / HOUR)} h`;
}

/** The same in at most six letters, for a narrow cell: `0.4 s`, `41 s`, `1:05`, `2 h 03`. */
export function shortDuration(ms: number): string {
  const value = Math.max(0, ms);
  if (value < MINUTE) return formatDuration(value);
  if (value < HOUR) return `${Math.floor(value / MINUTE)}:${pad(Math.floor((value % MINUTE) / SECOND))}`;
  return `${Math.floor(value / HOUR)} h ${pad(Math.floor((value % HOUR) / MINUTE))}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
