import { formatBytes } from '../../../contract/bytes.ts';
import type { Project } from '../../../contract/projects.ts';
import { isThrottled } from '../../api/throttled.ts';
import { useUsage } from '../../api/use-usage.ts';
import { formatShare, shortCores } from '../../lib/units.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import styles from './project-list.module.css';

/** What a project uses now, and where that comes up against its limits. */
export function UsageNote({ project }: { readonly project: Project }) {
  const { usage, outOfMemoryAt } = useUsage()(project.id);
  if (project.runState !== 'running' && project.runState !== 'restarting') return null;
  return (
    <>
      {usage !== null && (
        <div className={styles.soft}>
          {shortCores(usage.cpuMillicores)} · {formatBytes(usage.memoryBytes)}
        </div>
      )}
      {usage !== null && isThrottled(usage.cpuThrottledShare) && (
        <div className={styles.note}>held back by CPU limit, {formatShare(usage.cpuThrottledShare ?? 0)}</div>
      )}
      {outOfMemoryAt !== null && (
        <div className={styles.note}>
          out of memory <RelativeTime at={outOfMemoryAt} />
        </div>
      )}
    </>
  );
}
