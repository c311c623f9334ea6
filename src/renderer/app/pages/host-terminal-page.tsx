import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Host } from '../../../contract/hosts.ts';
import { useApi } from '../../api/api-context.tsx';
import { HostForwards } from '../../features/forwards/host-forwards.tsx';
import { type TerminalPlace, TerminalView } from '../../features/terminals/terminal-view.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { NotFoundPage } from './not-found-page.tsx';

export function HostTerminalPage() {
  const { hostId } = useParams({ from: '/hosts/$hostId/terminal' });
  const { query } = useApi();
  const hosts = useQuery(query.hosts.list.queryOptions());
  return (
    <>
      {hosts.data === undefined && <h1>Host</h1>}
      <Loaded query={hosts} what="the hosts">
        {(all) => {
          const host = all.find(({ id }) => String(id) === hostId);
          return host === undefined ? <NotFoundPage /> : <HostWaysIn key={host.id} host={host} />;
        }}
      </Loaded>
    </>
  );
}

function HostWaysIn({ host }: { readonly host: Host }) {
  return (
    <>
      <p>
        <Link to="/hosts">Hosts</Link> /{' '}
        <Link to="/hosts/$hostId" params={{ hostId: String(host.id) }}>
          {host.name}
        </Link>
      </p>
      <h1>Terminal and ports of {host.name}</h1>
      {host.kind === 'local' ? (
        <Notice tone="ok" title="This is the machine that miniPaaS runs on.">
          <p>Open a terminal program there; its ports are reached as they are.</p>
        </Notice>
      ) : (
        <>
          <HostTerminal host={host} />
          <HostForwards host={host} />
        </>
      )}
    </>
  );
}

function HostTerminal({ host: { id, name, status } }: { readonly host: Host }) {
  const { client } = useApi();
  const place: TerminalPlace = useMemo(
    () => ({
      where: name,
      has: (terminal) => terminal.kind === 'host' && terminal.hostId === id,
      open: (size) => client.terminals.openOnHost({ id, ...size }),
      obstacle: status === 'connected' ? null : <p>The host is not connected now.</p>,
      note: 'The login shell of whoever miniPaaS logs in there as.',
    }),
    [client, id, name, status],
  );
  return <TerminalView place={place} />;
}
