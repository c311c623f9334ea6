import { skipToken, useQuery } from '@tanstack/react-query';
import type { Project } from '../../../contract/projects.ts';
import type { ReleaseOrigins } from '../../../contract/release-origins.ts';
import { useApi } from '../../api/api-context.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import styles from './project-settings.module.css';

type Value = ReleaseOrigins['values'][number];

const origins: Readonly<Record<Value['origin'], string>> = {
  project: 'set in the project',
  file: 'minipaas.json',
  source: 'found in the source',
  default: 'default',
};

const columns: readonly Column<Value>[] = [
  { id: 'key', label: 'Key', width: '32%', cell: ({ key }) => <code>{key}</code> },
  { id: 'value', label: 'Value', cell: ({ value }) => value ?? '–' },
  {
    id: 'origin',
    label: 'From',
    width: '34%',
    cell: ({ origin, overruled }) =>
      overruled === null ? origins[origin] : `${origins[origin]}; minipaas.json says ${overruled}`,
  },
];

/** Where the values of the latest deployment came from. Nothing where its source has no minipaas.json. */
export function OriginsPanel({ project: { latest, source } }: { readonly project: Project }) {
  const { query } = useApi();
  const found = useQuery({
    ...query.deployments.origins.queryOptions({ input: latest === null ? skipToken : { id: latest.id } }),
    enabled: source.kind !== 'image',
  });
  if (latest === null || found.data?.hasFile !== true) return null;
  const told = found.data.values.filter(({ origin }) => origin !== 'default');
  return (
    <Panel title="minipaas.json of the repository" isFlush>
      <p className={styles.note}>
        What deployment #{latest.id} was run with. A setting below comes before the file, and the file before what is
        found in the source.
      </p>
      <Table label="Values and where they came from" columns={columns} rows={told} keyOf={({ key }) => key} />
    </Panel>
  );
}
