import { formatDuration } from '../../lib/duration.ts';
import { useNow } from '../../ui/use-now.ts';
import styles from './hosts.module.css';

/** For work whose end nobody knows. */
export function Elapsed({ since, what }: { readonly since: number; readonly what: string }) {
  const now = useNow(1_000);
  return (
    <span role="status" className={styles.soft}>
      {what}: <span aria-hidden="true">{formatDuration(now - since)}</span>
    </span>
  );
}
