import { useMemo } from 'react';
import { Bar, CartesianGrid, ComposedChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { EndedDeployment } from '../../../contract/metrics.ts';
import { formatDuration } from '../../lib/duration.ts';
import { countOf } from '../../lib/numbers.ts';
import { localTime } from '../../lib/time.ts';
import { Panel } from '../../ui/panel.tsx';
import { lineStyles } from './chart-line.ts';
import { BarSample } from './chart-sample.tsx';
import { type DataColumn, DataTable } from './data-table.tsx';
import styles from './metrics.module.css';
import { TableToggle } from './table-toggle.tsx';

const TITLE = 'Deployments and build times';

interface DeploymentsPanelProps {
  readonly deployments: readonly EndedDeployment[];
  readonly isTableOpen: boolean;
  readonly onTable: (isOpen: boolean) => void;
}

const columns: readonly DataColumn<EndedDeployment>[] = [
  { label: 'Deployment', text: ({ id }) => `#${id}` },
  { label: 'Ended', text: ({ endedAt }) => localTime(endedAt) },
  { label: 'State', text: ({ status }) => status },
  { label: 'By', text: ({ trigger }) => trigger },
  { label: 'Build', text: ({ buildSeconds }) => duration(buildSeconds) },
  { label: 'In all', text: ({ totalSeconds }) => duration(totalSeconds) },
];

const tick = { fill: 'var(--ink-soft)', fontSize: 12 } as const;

/** How often was deployed, and how long that took: a bar for each, its build and the rest of it. */
export function DeploymentsPanel({ deployments, isTableOpen, onTable }: DeploymentsPanelProps) {
  const newestFirst = useMemo(() => deployments.toReversed(), [deployments]);
  if (deployments.length === 0) {
    return (
      <Panel title={TITLE}>
        <p className={styles.soft}>No deployment ended in this time.</p>
      </Panel>
    );
  }
  return (
    <Panel title={TITLE} actions={<TableToggle title={TITLE} isOpen={isTableOpen} onChange={onTable} />}>
      <ul className={styles.legend}>
        <li>
          <BarSample tone="main" /> build{' '}
          <span className={styles.soft}>{duration(meanOf(deployments.map(({ buildSeconds }) => buildSeconds)))}</span>
        </li>
        <li>
          <BarSample tone="peak" /> everything else
        </li>
        <li>
          {countOf(deployments.length, 'deployment')}, {failures(deployments)}
        </li>
      </ul>
      <DurationBars deployments={deployments} />
      {isTableOpen && <DataTable title={TITLE} columns={columns} rows={newestFirst} keyOf={({ id }) => id} />}
    </Panel>
  );
}

function DurationBars({ deployments }: { readonly deployments: readonly EndedDeployment[] }) {
  return (
    <div className={styles.chart} role="img" aria-label="Durations of deployments, as in the table of the same name">
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart data={deployments} margin={{ top: 8, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            dataKey={({ id, status }: EndedDeployment) => `#${id}${status === 'failed' ? ' failed' : ''}`}
            stroke="var(--line-strong)"
            tick={tick}
            minTickGap={8}
          />
          <YAxis
            tickFormatter={(seconds: number) => formatDuration(seconds * 1000)}
            stroke="var(--line-strong)"
            tick={tick}
            width={96}
          />
          <Tooltip isAnimationActive={false} cursor={{ fill: 'var(--hover)' }} content={<DeploymentTip />} />
          <Bar
            dataKey={({ buildSeconds }: EndedDeployment) => buildSeconds ?? 0}
            stackId="all"
            maxBarSize={36}
            fill={lineStyles.main.stroke}
            isAnimationActive={false}
          />
          <Bar
            dataKey={({ buildSeconds, totalSeconds }: EndedDeployment) =>
              Math.max(0, (totalSeconds ?? 0) - (buildSeconds ?? 0))
            }
            stackId="all"
            maxBarSize={36}
            fill={lineStyles.peak.stroke}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

interface DeploymentTipProps {
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: EndedDeployment }[];
}

function DeploymentTip({ active, payload }: DeploymentTipProps) {
  const deployment = payload?.[0]?.payload;
  if (active !== true || deployment === undefined) return null;
  return (
    <div className={styles.tip}>
      <p>
        #{deployment.id} {deployment.status}, {localTime(deployment.endedAt)}
      </p>
      <p>build: {duration(deployment.buildSeconds)}</p>
      <p>in all: {duration(deployment.totalSeconds)}</p>
    </div>
  );
}

function failures(deployments: readonly EndedDeployment[]): string {
  const count = deployments.filter(({ status }) => status === 'failed').length;
  return count === 0 ? 'none failed' : `${count} failed`;
}

function duration(seconds: number | null): string {
  return seconds === null ? '–' : formatDuration(seconds * 1000);
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
