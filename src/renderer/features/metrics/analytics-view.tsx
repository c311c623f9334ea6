import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ProjectMetrics } from '../../../contract/metrics.ts';
import type { Project } from '../../../contract/projects.ts';
import { useApi } from '../../api/api-context.tsx';
import { localTime } from '../../lib/time.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { type AnalyticsSearch, DEFAULT_RANGE, openTables, withTable } from './analytics-search.ts';
import { DeploymentsPanel } from './deployments-panel.tsx';
import { ExportButtons } from './export-buttons.tsx';
import { GraphPanel } from './graph-panel.tsx';
import { graphs } from './graphs.ts';
import { LivePanel } from './live-panel.tsx';
import styles from './metrics.module.css';
import { RangePicker, rangeLabels, refetchEvery } from './range-picker.tsx';

interface AnalyticsViewProps {
  readonly project: Project;
  readonly search: AnalyticsSearch;
  readonly onSearch: (part: Partial<AnalyticsSearch>) => void;
}

/** What an application used, and how it fared, over a time that one chooses. */
export function AnalyticsView({ project, search, onSearch }: AnalyticsViewProps) {
  const { query } = useApi();
  const range = search.range ?? DEFAULT_RANGE;
  const metrics = useQuery({
    ...query.metrics.project.queryOptions({ input: { id: project.id, range } }),
    refetchInterval: refetchEvery(range),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  if (project.latest === null) {
    return (
      <Empty title="Nothing was deployed yet.">
        <p>What the application uses is measured from its first start on.</p>
      </Empty>
    );
  }
  return (
    <>
      <LivePanel project={project} />
      <div className={styles.toolbar}>
        <RangePicker
          range={range}
          onPick={(picked) => onSearch({ range: picked === DEFAULT_RANGE ? undefined : picked })}
        />
        {metrics.data !== undefined && <ExportButtons metrics={metrics.data} name={project.slug} />}
      </div>
      <Loaded query={metrics} what="the figures">
        {(data) => (
          <>
            <Remarks project={project} metrics={data} />
            <Graphs metrics={data} search={search} onSearch={onSearch} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** What one must know of these figures to read them right. */
function Remarks({ project, metrics }: { readonly project: Project; readonly metrics: ProjectMetrics }) {
  const { knownSince, from, range } = metrics;
  const remarks = [
    metrics.points.length === 0 && `Nothing was measured in ${rangeLabels[range]}.`,
    metrics.points.length > 0 &&
      knownSince !== null &&
      Date.parse(knownSince) > Date.parse(from) &&
      `Measured since ${localTime(knownSince)}: of the time before, nothing is known.`,
    project.runState === 'stopped' && 'The application is stopped. Nothing is measured until it is started.',
    project.runState === 'unknown' &&
      'Its host cannot be reached. Nothing is measured until it can; that time stays a gap in the graphs.',
  ].filter((remark) => remark !== false);
  return remarks.length === 0 ? null : (
    <Notice tone={project.runState === 'unknown' ? 'warn' : 'busy'} title={remarks.join(' ')} />
  );
}

interface GraphsProps extends Omit<AnalyticsViewProps, 'project'> {
  readonly metrics: ProjectMetrics;
}

function Graphs({ metrics, search, onSearch }: GraphsProps) {
  const open = openTables(search);
  const panel = (id: string) => ({
    isTableOpen: open.has(id),
    onTable: (isOpen: boolean) => onSearch(withTable(search, id, isOpen)),
  });
  return (
    <div className={styles.graphs}>
      {metrics.points.length > 0 &&
        graphs.map((spec) => <GraphPanel key={spec.id} spec={spec} series={metrics} {...panel(spec.id)} />)}
      <div className={styles.wide}>
        <DeploymentsPanel deployments={metrics.deployments} {...panel('deployments')} />
      </div>
    </div>
  );
}
