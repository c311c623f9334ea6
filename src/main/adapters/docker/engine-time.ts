// Engine times are nanoseconds: more than a Date or a double holds.

const pattern = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9})\d*)?(Z|[+-]\d{2}:\d{2})$/;
const NANOS_PER_SECOND = 1_000_000_000n;

/** Nanoseconds since the epoch of an RFC 3339 time; null when it is none. */
export function parseNanos(time: string): bigint | null {
  const match = pattern.exec(time);
  if (match === null) {
    return null;
  }
  const [, seconds = '', fraction = '', zone = 'Z'] = match;
  const millis = Date.parse(seconds + zone);
  return Number.isNaN(millis) ? null : BigInt(millis) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

/** As `since` and `until` of the engine's API take it: seconds and nine digits. */
export function engineSeconds(nanos: bigint): string {
  return `${nanos / NANOS_PER_SECOND}.${String(nanos % NANOS_PER_SECOND).padStart(9, '0')}`;
}

/** Milliseconds since the epoch; null for Go's zero time, which stands for "never". */
export function parseMillis(time: string | undefined): number | null {
  if (time === undefined || time.startsWith('0001-')) {
    return null;
  }
  const millis = Date.parse(time);
  return Number.isNaN(millis) ? null : millis;
}
