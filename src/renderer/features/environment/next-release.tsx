import { useQuery } from '@tanstack/react-query';
import type { EnvPending } from '../../../contract/environment.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './environment.module.css';

const kinds = ['added', 'changed', 'removed'] as const;

/** Nothing stands here where the running release has what is set. */
export function NextRelease({ projectId }: { readonly projectId: ProjectId }) {
  const { query } = useApi();
  const changes = useQuery(query.environment.pending.queryOptions({ input: { id: projectId } })).data?.changes ?? [];
  if (changes.length === 0) return null;
  return (
    <Panel title="What the next release changes">
      <dl className={styles.pendingList}>
        {kinds.map((kind) => (
          <Kind key={kind} kind={kind} changes={changes.filter(({ change }) => change === kind)} />
        ))}
      </dl>
    </Panel>
  );
}

function Kind({ kind, changes }: { readonly kind: string; readonly changes: EnvPending['changes'] }) {
  if (changes.length === 0) return null;
  return (
    <div>
      <dt>{kind}</dt>
      <dd>{changes.map(({ key }) => key).join(', ')}</dd>
    </div>
  );
}
