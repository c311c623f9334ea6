import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { HostId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { HostView } from '../../features/hosts/host-view.tsx';
import { IngressPanel } from '../../features/ingress/ingress-panel.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { NotFoundPage } from './not-found-page.tsx';

export function HostPage() {
  const { hostId } = useParams({ from: '/hosts/$hostId' });
  const id = Number(hostId);
  return Number.isSafeInteger(id) && id > 0 ? <HostFrame key={id} id={id as HostId} /> : <NotFoundPage />;
}

function HostFrame({ id }: { readonly id: HostId }) {
  const { query } = useApi();
  const navigate = useNavigate();
  const host = useQuery(query.hosts.get.queryOptions({ input: { id } }));
  return (
    <>
      <p>
        <Link to="/hosts">Hosts</Link>
      </p>
      {host.data === undefined && <h1>Host</h1>}
      <Loaded query={host} what="the host">
        {(found) => (
          <HostView
            host={found}
            ingress={<IngressPanel host={found} />}
            onRemoved={() => void navigate({ to: '/hosts' })}
          />
        )}
      </Loaded>
    </>
  );
}
