import { useQuery } from '@tanstack/react-query';
import { formatBytes } from '../../../contract/bytes.ts';
import { type LogKind, MAX_LOG_FILE_BYTES } from '../../../contract/logs.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf, formatCount } from '../../lib/numbers.ts';
import { Button } from '../../ui/button.tsx';
import styles from './log.module.css';
import type { LogSnapshot } from './log-store.ts';

interface LogStatusProps {
  readonly snapshot: LogSnapshot;
  readonly kind: LogKind;
  readonly isFollowing: boolean;
  readonly onFollow: (isOn: boolean) => void;
}

/** Below the lines: how many there are, and whether more will come. */
export function LogStatus({ snapshot, kind, isFollowing, onFollow }: LogStatusProps) {
  return (
    <div className={styles.status}>
      <span>{lengthText(snapshot, kind)}</span>
      <span>{stateText(snapshot, isFollowing)}</span>
      <Kept />
      {!isFollowing && snapshot.last > 0 && (
        <Button isSmall onClick={() => onFollow(true)}>
          Jump to the end
        </Button>
      )}
    </div>
  );
}

/** How long it stays: what is gone was not lost by mistake. */
function Kept() {
  const { query } = useApi();
  const days = useQuery(query.settings.get.queryOptions()).data?.retention.logRetentionDays;
  if (days === undefined) return null;
  return (
    <span>
      kept for {countOf(days, 'day')}, at most {formatBytes(MAX_LOG_FILE_BYTES)}
    </span>
  );
}

function lengthText({ status, first, last }: LogSnapshot, kind: LogKind): string {
  if (status === 'loading') return `Loading the ${kind} log …`;
  if (last === 0) return kind === 'build' ? 'Nothing was written yet.' : 'The application has written nothing yet.';
  const dropped = first > 1 ? `, those before line ${formatCount(first)} are no longer kept` : '';
  return `${countOf(last - first + 1, 'line')}${dropped}`;
}

function stateText({ status, isComplete }: LogSnapshot, isFollowing: boolean): string {
  if (status === 'failed') return 'not connected';
  if (isComplete) return 'complete';
  return isFollowing ? 'following' : 'paused: new lines come, the view stays';
}
