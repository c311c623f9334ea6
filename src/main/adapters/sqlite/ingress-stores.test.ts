import { beforeEach, describe, expect, it } from 'vitest';
import { makeTestDatabase } from '../../../../tests/support/database.ts';
import { insertProject } from '../../../../tests/support/rows.ts';
import type { DomainId, HostId, ProjectId } from '../../../contract/ids.ts';
import type { DomainRow } from '../../features/ingress/ports.ts';
import type { Db } from './db.ts';
import { createDomainStore } from './domain-store.ts';
import { createIngressStore } from './ingress-store.ts';
import { createProjectStore } from './project-store.ts';

let db: Db;
beforeEach(() => {
  db = makeTestDatabase();
});

const host = 1 as HostId;

describe('the ingress of a host', () => {
  it('has its defaults until somebody changes them', () => {
    const store = createIngressStore(db);
    expect(store.get(host)).toMatchObject({
      driver: null,
      httpPort: 80,
      httpsPort: 443,
      isPublic: null,
      isWanted: null,
    });
    store.change(host, { httpPort: 8080, isWanted: false });
    store.change(host, { isPublic: true, acmeEmail: 'ada@example.com' });
    expect(store.get(host)).toEqual({
      hostId: host,
      driver: null,
      httpPort: 8080,
      httpsPort: 443,
      isPublic: true,
      acmeEmail: 'ada@example.com',
      acmeDirectory: null,
      isWanted: false,
    });
  });
});

describe('domains', () => {
  const domain = (projectId: ProjectId): Omit<DomainRow, 'id'> => ({
    projectId,
    hostName: 'shop.example.com',
    pathPrefix: '/',
    stripPrefix: false,
    redirectTo: null,
    auth: { user: 'ada', hash: '$2b$10$x' },
    tls: 'auto',
    dns: null,
    certificate: null,
    verifiedAt: null,
    checkedAt: null,
  });

  it('are kept, found by name and path, changed and removed', () => {
    const store = createDomainStore(db);
    const id = insertProject(db, 'Shop');
    const row = store.insert(domain(id), 10);
    expect(store.list(id)).toEqual([row]);
    expect(store.owner('shop.example.com', '/')).toEqual(row);
    expect(store.owner('shop.example.com', '/api')).toBe(null);
    const dns = { status: 'here', addresses: ['203.0.113.7'], problem: null } as const;
    expect(
      store.update(row.id, { dns: { ...dns, addresses: [...dns.addresses] }, verifiedAt: 20, auth: null }, 20),
    ).toEqual({
      ...row,
      dns,
      verifiedAt: 20,
      auth: null,
    });
    store.remove(row.id);
    expect(store.get(row.id)).toBe(null);
  });

  it('go with their project, and one that cannot be read is left out of lists', () => {
    const unreadable: string[] = [];
    const store = createDomainStore(db, { onUnreadable: ({ message }) => void unreadable.push(message) });
    const id = insertProject(db, 'Shop');
    store.insert(domain(id), 10);
    store.insert({ ...domain(id), hostName: 'b.example.com' }, 10);
    db.prepare(`update domains set dns = '{"status":"odd"}' where id = 1`).run();
    expect(store.listAll().map(({ hostName }) => hostName)).toEqual(['b.example.com']);
    expect(unreadable).toHaveLength(1);
    createProjectStore(db).remove(id);
    expect(store.get(2 as DomainId)).toBe(null);
  });
});
