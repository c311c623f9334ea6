import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Host } from '../../../contract/hosts.ts';
import type { HostMetrics as Figures } from '../../../contract/metrics.ts';
import { useApi } from '../../api/api-context.tsx';
import { localTime } from '../../lib/time.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { type AnalyticsSearch, DEFAULT_RANGE, openTables, withTable } from './analytics-search.ts';
import { GraphPanel } from './graph-panel.tsx';
import { hostGraphs } from './graphs.ts';
import styles from './metrics.module.css';
import { RangePicker, rangeLabels, refetchEvery } from './range-picker.tsx';

interface HostMetricsProps {
  readonly host: Pick<Host, 'id' | 'name' | 'status'>;
  readonly search: AnalyticsSearch;
  readonly onSearch: (part: Partial<AnalyticsSearch>) => void;
}

/** What all applications of one host used together, beside what the machine has. */
export function HostMetrics({ host, search, onSearch }: HostMetricsProps) {
  const { query } = useApi();
  const range = search.range ?? DEFAULT_RANGE;
  const metrics = useQuery({
    ...query.metrics.host.queryOptions({ input: { id: host.id, range } }),
    refetchInterval: refetchEvery(range),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  return (
    <section className={styles.host} aria-labelledby="host-metrics">
      <h2 id="host-metrics">What its applications use</h2>
      <div className={styles.toolbar}>
        <RangePicker
          range={range}
          onPick={(picked) => onSearch({ range: picked === DEFAULT_RANGE ? undefined : picked })}
        />
      </div>
      <Loaded query={metrics} what="the figures">
        {(data) => (
          <>
            <p className={styles.soft}>{remarkOf(host, data)}</p>
            <Graphs metrics={data} search={search} onSearch={onSearch} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function remarkOf({ name, status }: HostMetricsProps['host'], { points, knownSince, from, range }: Figures): string {
  const what = `All applications of this installation on ${name} together, and nothing else that runs there.`;
  const away = status === 'connected' ? '' : ' It cannot be reached: nothing is measured until it can.';
  if (points.length === 0) return `${what} Nothing was measured in ${rangeLabels[range]}.${away}`;
  const isYoung = knownSince !== null && Date.parse(knownSince) > Date.parse(from);
  return `${what}${isYoung ? ` Measured since ${localTime(knownSince)}.` : ''}${away}`;
}

interface GraphsProps extends Pick<HostMetricsProps, 'search' | 'onSearch'> {
  readonly metrics: Figures;
}

function Graphs({ metrics, search, onSearch }: GraphsProps) {
  const { cpus, memoryBytes, points } = metrics;
  const specs = useMemo(() => hostGraphs({ cpus, memoryBytes }), [cpus, memoryBytes]);
  const open = openTables(search);
  if (points.length === 0) return null;
  return (
    <div className={styles.graphs}>
      {specs.map((spec) => (
        <GraphPanel
          key={spec.id}
          spec={spec}
          series={metrics}
          isTableOpen={open.has(spec.id)}
          onTable={(isOpen) => onSearch(withTable(search, spec.id, isOpen))}
        />
      ))}
    </div>
  );
}
