import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Queue } from '../../../contract/deployments.ts';
import type { Host } from '../../../contract/hosts.ts';
import { useApi } from '../../api/api-context.tsx';
import { countOf } from '../../lib/numbers.ts';
import { toProblem } from '../../lib/problem.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Status } from '../../ui/mark.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import styles from './deployments.module.css';

type QueueHostsProps = Pick<Queue, 'waiting' | 'pausedHosts'>;

/** Each host with what waits for it: a host whose queue is paused begins nothing new. */
export function QueueHosts({ waiting, pausedHosts }: QueueHostsProps) {
  const { query } = useApi();
  const hosts = useQuery(query.hosts.list.queryOptions()).data ?? [];
  if (hosts.length === 0) return null;
  return (
    <Panel title="Hosts">
      <ul className={styles.queueHosts}>
        {hosts.map((host) => (
          <QueueHost
            key={host.id}
            host={host}
            waits={waiting.filter(({ deployment }) => deployment.hostId === host.id).length}
            since={pausedHosts.find(({ hostId }) => hostId === host.id)?.since ?? null}
          />
        ))}
      </ul>
    </Panel>
  );
}

interface QueueHostProps {
  readonly host: Host;
  readonly waits: number;
  /** When it was paused; null while it goes on. */
  readonly since: string | null;
}

function QueueHost({ host: { id, name }, waits, since }: QueueHostProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const onSuccess = (queue: Queue) => {
    cache.setQueryData(query.deployments.queue.queryKey(), queue);
    announce(since === null ? `Nothing new is begun on ${name}.` : `The queue of ${name} goes on.`);
  };
  const pause = useMutation(query.deployments.pauseQueue.mutationOptions({ onSuccess }));
  const resume = useMutation(query.deployments.resumeQueue.mutationOptions({ onSuccess }));
  const change = since === null ? pause : resume;
  const failed = [pause, resume].find(({ isError }) => isError);
  return (
    <li className={styles.line}>
      <strong>{name}</strong>
      {since === null ? (
        <Status tone="ok" label="goes on" />
      ) : (
        <span>
          <Status tone="warn" label="paused" /> <RelativeTime at={since} />
        </span>
      )}
      <span className={styles.soft}>{countOf(waits, 'deployment')} waiting</span>
      <Button
        isSmall
        aria-label={since === null ? `Pause the queue of ${name}` : `Resume the queue of ${name}`}
        onClick={() => change.mutate({ hostId: id })}
        busy={change.isPending && 'Changing…'}
      >
        {since === null ? 'Pause' : 'Resume'}
      </Button>
      {failed !== undefined && <ProblemNotice problem={toProblem(failed.error)} />}
    </li>
  );
}
