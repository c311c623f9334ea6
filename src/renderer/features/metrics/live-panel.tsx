import { formatBytes } from '../../../contract/bytes.ts';
import type { Project } from '../../../contract/projects.ts';
import { isThrottled } from '../../api/throttled.ts';
import { formatMillicoresOf, formatRate, formatShare } from '../../lib/units.ts';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './metrics.module.css';
import { type Live, useLiveFigures } from './use-live-figures.ts';

/** What the application uses at this moment. */
export function LivePanel({ project }: { readonly project: Project }) {
  const figures = useLiveFigures(project.id);
  return (
    <Panel title="Now">
      {figures === null || figures === undefined ? (
        <p className={styles.soft}>{whyNone(project, figures)}</p>
      ) : (
        <Facts facts={factsOf(figures)} />
      )}
    </Panel>
  );
}

function whyNone({ runState }: Project, figures: null | undefined): string {
  if (runState === 'stopped') return 'The application is stopped: it uses nothing.';
  if (runState === 'unknown') return 'Its host cannot be asked now.';
  return figures === null ? 'No container of it runs at this moment.' : 'Measuring …';
}

function factsOf(figures: NonNullable<Live>): readonly Fact[] {
  const { cpuMillicores, cpuLimitMillicores, memoryBytes, memoryLimitBytes, cpuThrottledShare } = figures;
  const { diskReadBytesPerSecond: read, diskWriteBytesPerSecond: written } = figures;
  return [
    { label: 'CPU', value: formatMillicoresOf(cpuMillicores, cpuLimitMillicores) },
    {
      label: 'Memory',
      value:
        memoryLimitBytes === null
          ? formatBytes(memoryBytes)
          : `${formatBytes(memoryBytes)} of ${formatBytes(memoryLimitBytes)}`,
    },
    {
      label: 'Network',
      value: `${formatRate(figures.networkInBytesPerSecond)} in, ${formatRate(figures.networkOutBytesPerSecond)} out`,
    },
    {
      label: 'Disk',
      value:
        read === null || written === null ? 'not counted' : `${formatRate(read)} read, ${formatRate(written)} written`,
    },
    { label: 'Processes', value: String(figures.processes) },
    {
      label: 'Held back by its CPU limit',
      value:
        cpuThrottledShare === null ? (
          'no limit'
        ) : (
          <span className={isThrottled(cpuThrottledShare) ? styles.warning : undefined}>
            {formatShare(cpuThrottledShare)} of the time
          </span>
        ),
    },
  ];
}
