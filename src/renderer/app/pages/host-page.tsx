import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { HostId } from '../../../contract/ids.ts';
import { useApi } from '../../api/api-context.tsx';
import { HostView } from '../../features/hosts/host-view.tsx';
import { IngressPanel } from '../../features/ingress/ingress-panel.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { NotFoundPage } from './not-found-page.tsx';

// Fetched when it is shown: the graphs are a third of all that the dashboard is made of.
const HostMetrics = lazy(async () => ({
  default: (await import('../../features/metrics/host-metrics.tsx')).HostMetrics,
}));

export function HostPage() {
  const { hostId } = useParams({ from: '/hosts/$hostId' });
  const id = Number(hostId);
  return Number.isSafeInteger(id) && id > 0 ? <HostFrame key={id} id={id as HostId} /> : <NotFoundPage />;
}

function HostFrame({ id }: { readonly id: HostId }) {
  const { query } = useApi();
  const navigate = useNavigate();
  const search = useSearch({ from: '/hosts/$hostId' });
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
            metrics={
              <Suspense fallback={null}>
                <HostMetrics
                  host={found}
                  search={search}
                  onSearch={(part) =>
                    void navigate({
                      to: '/hosts/$hostId',
                      params: { hostId: String(id) },
                      search: (old) => ({ ...old, ...part }),
                      replace: true,
                      resetScroll: false,
                    })
                  }
                />
              </Suspense>
            }
            onRemoved={() => void navigate({ to: '/hosts' })}
          />
        )}
      </Loaded>
    </>
  );
}
