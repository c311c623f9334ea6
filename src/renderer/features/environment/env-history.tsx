import { useQuery } from '@tanstack/react-query';
import type { EnvHistoryEntry, EnvWay } from '../../../contract/environment.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import styles from './environment.module.css';

const ways: Readonly<Record<EnvWay, string>> = {
  set: 'by itself',
  import: 'from a file',
  edit: 'as text',
  template: 'from a template',
  project: 'with the project',
  options: 'when it is used',
  rotation: 'by a rotation',
  restore: 'back from a rotation',
  shared: 'by a shared secret',
};

const columns: readonly Column<EnvHistoryEntry>[] = [
  { id: 'key', label: 'Name', width: '28%', cell: ({ key }) => <strong>{key}</strong> },
  { id: 'change', label: 'Change', cell: ({ change, isSecret }) => (isSecret ? `${change}, secret` : change) },
  { id: 'way', label: 'How', cell: ({ way }) => ways[way] },
  { id: 'by', label: 'Who', cell: ({ by }) => by ?? <span className={styles.soft}>unknown</span> },
  { id: 'at', label: 'When', width: '8.5rem', cell: ({ at }) => <RelativeTime at={at} /> },
];

/** Who changed what and when; values are in no history. */
export function EnvHistory({ projectId }: { readonly projectId: ProjectId }) {
  const { query } = useApi();
  const history = useQuery(query.environment.history.queryOptions({ input: { id: projectId, limit: 50 } }));
  if (history.data?.length === 0) return null;
  return (
    <Panel title="History" isFlush>
      <Loaded query={history} what="the history">
        {(entries) => <Table label="Who changed what" columns={columns} rows={entries} keyOf={({ id }) => id} />}
      </Loaded>
    </Panel>
  );
}
