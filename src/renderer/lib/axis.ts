/** Where a graph puts its lines. Pure. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** At most eight are wanted: the first step that is long enough for that. */
const timeSteps = [
  MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  5 * DAY,
];
const MOST_TICKS = 8;

/** Full minutes, hours and days of the reader's own time zone between the two, ms since the epoch. */
export function timeTicks(from: number, to: number): readonly number[] {
  const step = timeSteps.find((each) => (to - from) / each <= MOST_TICKS) ?? 5 * DAY;
  const ticks: number[] = [];
  const start = new Date(from);
  start.setHours(0, 0, 0, 0);
  for (let at = start.getTime(); at <= to; at = nextTick(at, step)) {
    if (at >= from) ticks.push(at);
  }
  return ticks;
}

/** Days are counted by the calendar: one of them has 23 hours and one 25. */
function nextTick(at: number, step: number): number {
  if (step < DAY) return at + step;
  const next = new Date(at);
  next.setDate(next.getDate() + step / DAY);
  return next.getTime();
}

/** `16:45`, or `11-22` where the graph shows days. */
export function timeTickLabel(at: number, from: number, to: number): string {
  const time = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return (to - from) / DAY > 2
    ? `${two(time.getMonth() + 1)}-${two(time.getDate())}`
    : `${two(time.getHours())}:${two(time.getMinutes())}`;
}

export type Base = 10 | 1024;

/** Up to five values from zero to the highest or a little more, round in their base: 0, 50, 100, 150 or 0, 128 MB, 256 MB. */
export function valueTicks(highest: number, base: Base): readonly number[] {
  const step = roundStep(Math.max(highest, 1) / 4, base);
  const count = Math.max(1, Math.ceil(highest / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

const roundSteps: Readonly<Record<Base, readonly number[]>> = {
  10: [1, 2, 5, 10],
  1024: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
};

function roundStep(least: number, base: Base): number {
  const power = base ** Math.max(0, Math.floor(Math.log(least) / Math.log(base) + 1e-9));
  return power * (roundSteps[base].find((step) => step * power >= least - 1e-9) ?? base);
}
