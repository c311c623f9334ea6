import { useMemo } from 'react';
import type { MetricsPoint } from '../../../contract/metrics.ts';
import { localTime } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import { lineStyles } from './chart-line.ts';
import type { GraphSpec } from './graphs.ts';
import styles from './metrics.module.css';
import {
  chartRows,
  isLimitInSight,
  type LineTone,
  type Series,
  spansWhere,
  summarize,
  type Summary,
} from './series.ts';
import { TimeChart } from './time-chart.tsx';

interface GraphPanelProps {
  readonly spec: GraphSpec;
  readonly series: Series;
  readonly isTableOpen: boolean;
  readonly onTable: (isOpen: boolean) => void;
}

/** A graph, what it comes to in words, and the same as a table. */
export function GraphPanel({ spec, series, isTableOpen, onTable }: GraphPanelProps) {
  const drawn = useMemo(() => drawing(spec, series), [spec, series]);
  if (!drawn.isKnown) {
    return (
      <Panel title={spec.title}>
        <p className={styles.soft}>{spec.whenUnknown ?? 'Nothing was measured in this time.'}</p>
      </Panel>
    );
  }
  return (
    <Panel
      title={spec.title}
      actions={
        <Button
          isSmall
          aria-pressed={isTableOpen}
          aria-label={`${spec.title} as a table`}
          onClick={() => onTable(!isTableOpen)}
        >
          {isTableOpen ? 'Hide table' : 'Table'}
        </Button>
      }
    >
      <Legend spec={spec} drawn={drawn} />
      <TimeChart
        spec={spec}
        rows={drawn.rows}
        from={Date.parse(series.from)}
        to={Date.parse(series.to)}
        highest={drawn.highest}
        limit={drawn.isLimitShown ? drawn.limit : null}
        marks={drawn.marks}
      />
      {isTableOpen && <GraphTable spec={spec} points={series.points} />}
    </Panel>
  );
}

type Drawing = ReturnType<typeof drawing>;

function drawing(spec: GraphSpec, series: Series) {
  const summaries = spec.lines.map(({ value }) => summarize(series.points, value));
  const used = Math.max(0, ...highestOf(spec, series.points, summaries));
  const limit = series.points.findLast((point) => point.measuredSeconds > 0);
  const inForce = limit === undefined ? null : (spec.limit?.(limit) ?? null);
  const isLimitShown = isLimitInSight(inForce, used);
  return {
    isKnown: summaries.some(({ last }) => last !== null),
    rows: chartRows(series, spec.lines),
    summaries,
    limit: inForce,
    isLimitShown,
    highest: isLimitShown ? Math.max(used, inForce ?? 0) : used,
    marks: spec.marks === undefined ? [] : spansWhere(series.points, series.stepSeconds, spec.marks.isSo),
  };
}

/** Bars stand on each other. */
function highestOf(spec: GraphSpec, points: readonly MetricsPoint[], summaries: readonly Summary[]): readonly number[] {
  return spec.isBars === true
    ? points.map((point) => spec.lines.reduce((sum, { value }) => sum + (value(point) ?? 0), 0))
    : summaries.map(({ highest }) => highest ?? 0);
}

function Legend({ spec, drawn }: { readonly spec: GraphSpec; readonly drawn: Drawing }) {
  return (
    <ul className={styles.legend}>
      {spec.lines.map((line, index) => (
        <li key={line.key}>
          <Sample tone={line.tone} isBar={spec.isBars === true} />
          {line.label} <span className={styles.soft}>{said(spec, drawn.summaries[index])}</span>
        </li>
      ))}
      {drawn.limit !== null && (
        <li>
          {drawn.isLimitShown && <Sample tone="limit" isBar={false} />}
          limit {spec.format(drawn.limit)}
          {!drawn.isLimitShown && <span className={styles.soft}>, far above this graph</span>}
        </li>
      )}
      {drawn.marks.length > 0 && (
        <li className={styles.mark}>
          <span className={styles.markSample} aria-hidden="true" />
          {spec.marks?.label}
        </li>
      )}
    </ul>
  );
}

function said(spec: GraphSpec, summary: Summary | undefined): string {
  if (summary === undefined || summary.highest === null) return 'not measured';
  if (spec.isBars === true) return `${spec.format(summary.total)} in all`;
  return summary.mean === null
    ? 'not measured'
    : `${spec.format(summary.mean)}, at most ${spec.format(summary.highest)}`;
}

function Sample({ tone, isBar }: { readonly tone: LineTone; readonly isBar: boolean }) {
  const { stroke, dash, width } = lineStyles[tone];
  return (
    <svg className={styles.sample} viewBox="0 0 24 10" aria-hidden="true" focusable="false">
      {isBar ? (
        <rect x="6" y="0" width="10" height="10" fill={stroke} />
      ) : (
        <line x1="0" y1="5" x2="24" y2="5" stroke={stroke} strokeWidth={width} strokeDasharray={dash} />
      )}
    </svg>
  );
}

function GraphTable({ spec, points }: { readonly spec: GraphSpec; readonly points: readonly MetricsPoint[] }) {
  const columns = useMemo(() => columnsOf(spec), [spec]);
  const rows = useMemo(() => points.toReversed(), [points]);
  return (
    <div className={styles.table} role="region" aria-label={`${spec.title}, newest first`} tabIndex={0}>
      <Table label={spec.title} columns={columns} rows={rows} keyOf={({ at }) => at} />
    </div>
  );
}

function columnsOf(spec: GraphSpec): readonly Column<MetricsPoint>[] {
  const text = (value: number | null): string => (value === null ? '–' : spec.format(value));
  return [
    { id: 'at', label: 'From', width: '11.5rem', cell: ({ at }) => localTime(at) },
    ...spec.lines.map(({ key, label, value }) => ({
      id: key,
      label: capital(label),
      cell: (point: MetricsPoint) => text(value(point)),
    })),
    ...(spec.limit === undefined
      ? []
      : [{ id: 'limit', label: 'Limit', cell: (point: MetricsPoint) => limitText(spec, point) }]),
    ...(spec.columns ?? []).map(({ label, text: cell }) => ({ id: label, label, cell })),
  ];
}

function limitText(spec: GraphSpec, point: MetricsPoint): string {
  const limit = spec.limit?.(point) ?? null;
  return limit === null ? 'none' : spec.format(limit);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
