import { describe, expect, it } from 'vitest';
import type { DomainId, HostId, ProjectId } from '../../../contract/ids.ts';
import type { DomainRow, RoutedProject } from './ports.ts';
import { routeTable } from './route-table.ts';

const shop: RoutedProject = {
  id: 1 as ProjectId,
  name: 'Shop',
  slug: 'shop',
  subdomain: 'store',
  hostId: 1 as HostId,
};

const domain = (change: Partial<DomainRow>): DomainRow => ({
  id: 1 as DomainId,
  projectId: shop.id,
  hostName: 'shop.example.com',
  pathPrefix: '/',
  stripPrefix: false,
  redirectTo: null,
  auth: null,
  tls: 'auto',
  dns: null,
  certificate: null,
  verifiedAt: null,
  checkedAt: null,
  ...change,
});

const table = (...domains: readonly DomainRow[]) =>
  routeTable({
    row: { httpsPort: 443, acmeEmail: null, acmeDirectory: null },
    isPublic: false,
    token: 't',
    projects: [shop],
    domains,
  });

describe('a route table', () => {
  it('has the name of each project, for its machine alone', () => {
    expect(table().routes).toMatchObject([
      { hostName: 'store.localhost', slug: 'shop', audience: 'machine', tls: 'none' },
    ]);
  });

  it('asks for certificates only of names that have been seen to lead here', () => {
    const tls = (change: Partial<DomainRow>) => table(domain(change)).routes[0]?.tls;
    expect([tls({}), tls({ verifiedAt: 1 }), tls({ tls: 'internal' }), tls({ tls: 'none', verifiedAt: 1 })]).toEqual([
      'none',
      'acme',
      'internal',
      'none',
    ]);
  });

  it('has the longest path of a name first, and is the same for the same rows in another order', () => {
    const rows = [domain({}), domain({ pathPrefix: '/api/v2' }), domain({ pathPrefix: '/api' })];
    const { routes } = table(...rows);
    expect(routes.slice(0, 3).map(({ pathPrefix }) => pathPrefix)).toEqual(['/api/v2', '/api', '/']);
    expect(table(...rows.toReversed())).toEqual(table(...rows));
  });

  it('leaves out domains of projects of other hosts', () => {
    expect(table(domain({ projectId: 2 as ProjectId })).routes).toHaveLength(1);
  });
});
