/** Points as rows of a graph: one for each step of the range, with gaps where nothing is known. Pure. */
import type { MetricsPoint } from '../../../contract/metrics.ts';

export interface LineSpec {
  readonly key: string;
  readonly label: string;
  readonly value: (point: MetricsPoint) => number | null;
  readonly tone: LineTone;
}
export type LineTone = 'main' | 'second' | 'peak' | 'limit' | 'bad';

export interface ChartRow {
  /** Beginning of the step, ms since the epoch. */
  readonly at: number;
  readonly values: Readonly<Record<string, number | null>>;
  /** No neighbour: a line would not be seen. */
  readonly isAlone: boolean;
}

export interface Series {
  readonly from: string;
  readonly to: string;
  readonly stepSeconds: number;
  readonly points: readonly MetricsPoint[];
}

export function chartRows({ from, to, stepSeconds, points }: Series, lines: readonly LineSpec[]): readonly ChartRow[] {
  const byTime = new Map(points.map((point) => [Date.parse(point.at), point]));
  const begin = Date.parse(from);
  const count = Math.round((Date.parse(to) - begin) / 1000 / stepSeconds);
  const known = Array.from({ length: count }, (_, index) => byTime.get(begin + index * stepSeconds * 1000));
  const isMeasured = (index: number): boolean => (known[index]?.measuredSeconds ?? 0) > 0;
  return known.map((point, index) => ({
    at: begin + index * stepSeconds * 1000,
    values: Object.fromEntries(lines.map(({ key, value }) => [key, point === undefined ? null : value(point)])),
    isAlone: isMeasured(index) && !isMeasured(index - 1) && !isMeasured(index + 1),
  }));
}

export interface Summary {
  readonly last: number | null;
  readonly mean: number | null;
  readonly highest: number | null;
  /** Of what is counted. */
  readonly total: number;
}

/** The mean weighs each step by what was measured of it. */
export function summarize(points: readonly MetricsPoint[], value: LineSpec['value']): Summary {
  let total = 0;
  let sum = 0;
  let weight = 0;
  let last: number | null = null;
  let highest: number | null = null;
  for (const point of points) {
    const found = value(point);
    if (found === null) continue;
    total += found;
    sum += found * point.measuredSeconds;
    weight += point.measuredSeconds;
    last = found;
    highest = Math.max(highest ?? found, found);
  }
  return { last, mean: weight === 0 ? null : sum / weight, highest, total };
}

/** A limit that is far above everything that was used would press the graph flat: it is said in words then. */
export function isLimitInSight(limit: number | null, highest: number): boolean {
  return limit !== null && highest >= limit / 8;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Times in which it was so, each as long as its steps. */
export function spansWhere(
  points: readonly MetricsPoint[],
  stepSeconds: number,
  isSo: (point: MetricsPoint) => boolean,
): readonly Span[] {
  const spans: Span[] = [];
  for (const point of points) {
    if (!isSo(point)) continue;
    const from = Date.parse(point.at);
    const to = from + stepSeconds * 1000;
    const last = spans.at(-1);
    if (last?.to === from) spans[spans.length - 1] = { from: last.from, to };
    else spans.push({ from, to });
  }
  return spans;
}
