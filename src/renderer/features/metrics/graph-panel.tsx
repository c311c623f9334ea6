import { useMemo } from 'react';
import type { MetricsPoint } from '../../../contract/metrics.ts';
import { localTime } from '../../lib/time.ts';
import { Panel } from '../../ui/panel.tsx';
import { type DataColumn, DataTable } from './data-table.tsx';
import { drawingOf } from './drawing.ts';
import { GraphLegend } from './graph-legend.tsx';
import type { GraphSpec } from './graphs.ts';
import styles from './metrics.module.css';
import type { Series } from './series.ts';
import { TableToggle } from './table-toggle.tsx';
import { TimeChart } from './time-chart.tsx';

interface GraphPanelProps {
  readonly spec: GraphSpec;
  readonly series: Series;
  readonly isTableOpen: boolean;
  readonly onTable: (isOpen: boolean) => void;
}

/** A graph, what it comes to in words, and the same as a table. */
export function GraphPanel({ spec, series, isTableOpen, onTable }: GraphPanelProps) {
  const drawn = useMemo(() => drawingOf(spec, series), [spec, series]);
  const { title } = spec;
  if (!drawn.isKnown) {
    return (
      <Panel title={title}>
        <p className={styles.soft}>{spec.whenUnknown ?? 'Nothing was measured in this time.'}</p>
      </Panel>
    );
  }
  return (
    <Panel title={title} actions={<TableToggle title={title} isOpen={isTableOpen} onChange={onTable} />}>
      <GraphLegend spec={spec} drawn={drawn} />
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

function GraphTable({ spec, points }: { readonly spec: GraphSpec; readonly points: readonly MetricsPoint[] }) {
  const columns = useMemo(() => columnsOf(spec), [spec]);
  const rows = useMemo(() => points.toReversed(), [points]);
  return <DataTable title={spec.title} columns={columns} rows={rows} keyOf={({ at }) => at} />;
}

function columnsOf(spec: GraphSpec): readonly DataColumn<MetricsPoint>[] {
  const { limit } = spec;
  const format = spec.tickFormat ?? spec.format;
  const text = (value: number | null, none = '–'): string => (value === null ? none : format(value));
  return [
    { label: 'From', text: ({ at }) => localTime(at) },
    ...spec.lines.map(({ label, value }) => ({ label: capital(label), text: (row: MetricsPoint) => text(value(row)) })),
    ...(limit === undefined
      ? []
      : [{ label: capital(spec.limitLabel ?? 'limit'), text: (row: MetricsPoint) => text(limit(row), 'none') }]),
    ...(spec.columns ?? []),
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
