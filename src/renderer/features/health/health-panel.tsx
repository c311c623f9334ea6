import { useQuery } from '@tanstack/react-query';
import type { Finding } from '../../../contract/health.ts';
import { useApi } from '../../api/api-context.tsx';
import type { Tone } from '../../lib/tone.ts';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Status } from '../../ui/mark.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import styles from './health.module.css';

const tones: Readonly<Record<Finding['status'], Tone>> = { ok: 'ok', warning: 'warn', failed: 'bad' };

const columns: readonly Column<Finding>[] = [
  { id: 'state', label: 'State', width: '8rem', cell: ({ status }) => <Status tone={tones[status]} label={status} /> },
  { id: 'check', label: 'Check', width: '14rem', cell: ({ id }) => id },
  {
    id: 'finding',
    label: 'Finding',
    cell: ({ message, hint }) => (
      <div>
        <p>{message}</p>
        {hint !== null && <p className={styles.hint}>{hint}</p>}
      </div>
    ),
  },
];

/** Every check of the installation with what it found. */
export function HealthPanel() {
  const { query } = useApi();
  const health = useQuery({ ...query.health.detailed.queryOptions(), staleTime: 0 });
  return (
    <Panel
      title="Checks of this installation"
      isFlush
      actions={
        <Button onClick={() => void health.refetch()} busy={health.isFetching && 'Checking…'}>
          Check again
        </Button>
      }
    >
      <Loaded query={health} what="the checks">
        {({ findings, version, startedAt }) => (
          <>
            <Table label="Checks" columns={columns} rows={findings} keyOf={({ id }) => id} />
            <p className={styles.foot}>
              miniPaaS {version}, started <RelativeTime at={startedAt} />
            </p>
          </>
        )}
      </Loaded>
    </Panel>
  );
}
