/** Everything that a graph draws of its points. Pure. */
import type { MetricsPoint } from '../../../contract/metrics.ts';
import type { GraphSpec } from './graphs.ts';
import { chartRows, isLimitInSight, type Series, spansWhere, summarize, type Summary } from './series.ts';

export type Drawing = ReturnType<typeof drawingOf>;

export function drawingOf(spec: GraphSpec, series: Series) {
  const summaries = spec.lines.map(({ value }) => summarize(series.points, value));
  const used = highestOf(spec, series.points, summaries);
  const last = series.points.findLast(({ measuredSeconds }) => measuredSeconds > 0);
  const limit = last === undefined ? null : (spec.limit?.(last) ?? null);
  const isLimitShown = isLimitInSight(limit, used);
  return {
    isKnown: summaries.some((summary) => summary.last !== null),
    rows: chartRows(series, spec.lines),
    summaries,
    /** In force at the end. */
    limit,
    isLimitShown,
    highest: isLimitShown ? Math.max(used, limit ?? 0) : used,
    marks: spec.marks === undefined ? [] : spansWhere(series.points, series.stepSeconds, spec.marks.isSo),
  };
}

function highestOf(spec: GraphSpec, points: readonly MetricsPoint[], summaries: readonly Summary[]): number {
  const values =
    spec.isBars === true
      ? // Bars stand on each other.
        points.map((point) => spec.lines.reduce((sum, { value }) => sum + (value(point) ?? 0), 0))
      : summaries.map(({ highest }) => highest ?? 0);
  return Math.max(0, ...values);
}
