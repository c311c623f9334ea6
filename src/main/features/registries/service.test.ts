import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { RegistryId } from '../../../contract/ids.ts';
import { registryAddress } from '../../../contract/registries.ts';
import type { RegistryLoginInput, RegistryRow } from './ports.ts';
import { createRegistries } from './service.ts';

const caller = { signal: new AbortController().signal };
const login = { address: 'ghcr.io', username: 'ada', password: 'canary', isChecked: true };

function fixture() {
  const rows = new Map<RegistryId, RegistryRow>();
  const entries = new Map<RegistryId, string>();
  const checked: RegistryLoginInput[] = [];
  const failures: { check: AppError | null; keychain: AppError | null } = { check: null, keychain: null };
  let last = 0;
  const find = (address: string) => [...rows.values()].find((row) => row.address === address) ?? null;
  const registries = createRegistries({
    store: {
      list: () => [...rows.values()],
      get: (id) => rows.get(id) ?? null,
      find,
      put(address, username, now) {
        const before = find(address);
        const id = before?.id ?? (++last as RegistryId);
        const row = { id, address, username, createdAt: before?.createdAt ?? now, updatedAt: now };
        rows.set(id, row);
        return row;
      },
      remove: (id) => void rows.delete(id),
    },
    passwords: {
      get: async (id) => entries.get(id) ?? null,
      async put(id, password) {
        if (failures.keychain !== null) {
          throw failures.keychain;
        }
        entries.set(id, password);
      },
      remove: async (id) => void entries.delete(id),
    },
    async check(wanted) {
      checked.push(wanted);
      if (failures.check !== null) {
        throw failures.check;
      }
    },
    now: () => 1000,
  });
  return { registries, rows, entries, checked, failures };
}

describe('logins of registries', () => {
  it('are checked, kept with the password in the keychain, shown without it, and found by the registry', async () => {
    const { registries, checked } = fixture();
    expect(registries.hasAny()).toBe(false);
    const made = await registries.set(login, caller);
    expect(made).toEqual({
      id: 1,
      address: 'ghcr.io',
      username: 'ada',
      createdAt: new Date(1000).toISOString(),
      updatedAt: new Date(1000).toISOString(),
    });
    expect(checked).toEqual([{ address: 'ghcr.io', username: 'ada', password: 'canary' }]);
    expect(JSON.stringify(registries.list())).not.toContain('canary');
    expect(await registries.find('ghcr.io')).toEqual({ username: 'ada', password: 'canary' });
    expect(await registries.find('docker.io')).toBeNull();
    expect([...(await registries.all()).keys()]).toEqual(['ghcr.io']);
    await registries.set({ ...login, username: 'grace', isChecked: false }, caller);
    expect(checked).toHaveLength(1);
    expect(registries.list()).toHaveLength(1);
    expect(await registries.remove({ id: 1 as RegistryId })).toEqual({ id: 1 });
    expect(registries.hasAny()).toBe(false);
    await expect(registries.remove({ id: 1 as RegistryId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that are refused, or cannot be kept, leave what was', async () => {
    const { registries, failures, entries } = fixture();
    failures.check = new AppError('REGISTRY_LOGIN_REFUSED', { address: 'ghcr.io', username: 'ada' });
    await expect(registries.set(login, caller)).rejects.toMatchObject({ code: 'REGISTRY_LOGIN_REFUSED' });
    expect(registries.hasAny()).toBe(false);
    failures.check = null;
    failures.keychain = new AppError('KEYCHAIN_UNAVAILABLE', { problem: 'it is locked' });
    await expect(registries.set(login, caller)).rejects.toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
    expect(registries.hasAny()).toBe(false);
    failures.keychain = null;
    await registries.set(login, caller);
    failures.keychain = new AppError('KEYCHAIN_UNAVAILABLE', { problem: 'it is locked' });
    await expect(registries.set({ ...login, username: 'grace' }, caller)).rejects.toThrow('it is locked');
    expect(await registries.find('ghcr.io')).toEqual({ username: 'ada', password: 'canary' });
    entries.clear();
    await expect(registries.find('ghcr.io')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  });

  it.each([
    ['https://GHCR.io/v2/', 'ghcr.io'],
    ['registry.example.com:5000', 'registry.example.com:5000'],
    ['127.0.0.1:5000', '127.0.0.1:5000'],
    ['localhost:5000', 'localhost:5000'],
  ])('are of %s, which is %s', (text, address) => {
    expect(registryAddress.parse(text)).toBe(address);
  });
  it.each(['', 'ghcr', 'a b.io', 'x.io:port'])('are not of "%s"', (text) => {
    expect(registryAddress.safeParse(text).success).toBe(false);
  });
});
