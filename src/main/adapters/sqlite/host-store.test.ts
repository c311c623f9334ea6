import { beforeEach, describe, expect, it } from 'vitest';
import { makeTestDatabase } from '../../../../tests/support/database.ts';
import type { SshAccess, SshAuth } from '../../features/hosts/ports.ts';
import type { Db } from './db.ts';
import { createHostKeyStore } from './host-key-store.ts';
import { createHostStore } from './host-store.ts';

let db: Db;

beforeEach(() => {
  db = makeTestDatabase();
});

const access: SshAccess = {
  address: 'web.example',
  port: 2222,
  user: 'deploy',
  jump: 'gate',
  auth: { method: 'password' },
  hasSecret: true,
};

describe('hosts over SSH', () => {
  it.each<SshAuth>([
    { method: 'key', path: '/keys/id' },
    { method: 'password' },
    { method: 'agent', socket: null },
    { method: 'agent', socket: '/run/agent' },
    { method: 'default' },
  ])('are read as they were added: %o', (auth) => {
    const store = createHostStore(db);
    const added = store.addSsh('web', { ...access, auth, port: null, user: null, jump: null }, 10);
    expect(store.get(added.id)).toEqual(added);
    expect(store.list().map(({ kind }) => kind)).toEqual(['local', 'ssh']);
  });

  it('have names of their own, whatever their case', () => {
    const store = createHostStore(db);
    store.addSsh('web', access, 10);
    expect(() => store.addSsh('WEB', access, 10)).toThrow(
      expect.objectContaining({ code: 'NAME_TAKEN', field: 'name' }),
    );
    expect(store.list()).toHaveLength(2);
  });

  it('are removed from the list and give their name free, but can still be named', () => {
    const store = createHostStore(db);
    const { id } = store.addSsh('web', access, 10);
    store.remove(id, 20);
    expect(store.list().map(({ kind }) => kind)).toEqual(['local']);
    expect(store.isRemoved(id)).toBe(true);
    expect(store.get(id)?.name).toBe(`web (removed ${id})`);
    expect(store.addSsh('web', access, 30).id).not.toBe(id);
  });
});

describe('accepted host keys', () => {
  it('are kept once, and forgotten with their address', () => {
    const store = createHostKeyStore(db);
    const key = { name: '[web.example]:2222', keyType: 'ssh-ed25519', key: 'AAAA', address: 'web.example' };
    store.add(key, 10);
    store.add(key, 20);
    store.add({ ...key, name: 'other', address: 'other' }, 20);
    expect(store.list()).toHaveLength(2);
    store.removeOf('web.example');
    expect(store.list().map(({ name }) => name)).toEqual(['other']);
  });
});
