import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Host } from '../../../contract/hosts.ts';
import type { Project } from '../../../contract/projects.ts';
import { useApi } from '../../api/api-context.tsx';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';

const columns: readonly Column<Project>[] = [
  {
    id: 'name',
    label: 'Project',
    cell: ({ id, name }) => (
      <Link to="/projects/$projectId" params={{ projectId: String(id) }}>
        {name}
      </Link>
    ),
  },
  {
    id: 'state',
    label: 'State',
    width: '20%',
    cell: ({ runState }) => (runState === 'none' ? 'not deployed' : runState),
  },
  { id: 'url', label: 'Address', cell: ({ url }) => (url === null ? '–' : <ExternalLink href={url} />) },
];

export function HostProjects({ host }: { readonly host: Host }) {
  const { query } = useApi();
  const projects = useQuery(query.projects.list.queryOptions());
  const own = projects.data?.filter(({ hostId }) => hostId === host.id) ?? [];
  return (
    <Panel title="Projects" isFlush={own.length > 0}>
      <Loaded query={projects} what="the projects">
        {() =>
          own.length === 0 ? (
            <p>No project is on this host.</p>
          ) : (
            <Table label={`Projects on ${host.name}`} columns={columns} rows={own} keyOf={({ id }) => id} />
          )
        }
      </Loaded>
    </Panel>
  );
}
