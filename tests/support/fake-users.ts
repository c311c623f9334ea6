// Users, sessions and a keychain in memory: the ports of the identity feature for tests that need no database.
import type { UserId } from '../../src/contract/ids.ts';
import type { Keychain, SessionStore, UserRow, UserStore } from '../../src/main/features/identity/ports.ts';

export function memoryUsers(): UserStore {
  const rows = new Map<UserId, UserRow>();
  const put = (row: UserRow): UserRow => {
    rows.set(row.id, row);
    return row;
  };
  const ownerId = 1 as UserId;
  put({ id: ownerId, githubId: null, login: 'owner', name: null, avatarUrl: null, createdAt: 0 });
  const byGithub = (githubId: number): UserRow | null =>
    [...rows.values()].find((row) => row.githubId === githubId) ?? null;

  return {
    owner: () => rows.get(ownerId) as UserRow,
    list: () => [...rows.values()],
    get: (id) => rows.get(id) ?? null,
    getByGithub: byGithub,
    upsertGithub(account, now) {
      const before = byGithub(account.githubId);
      return put({ id: (rows.size + 1) as UserId, createdAt: now, ...before, ...account });
    },
    linkGithub(id, account) {
      const row = rows.get(id);
      if (row === undefined) {
        return null;
      }
      const other = byGithub(account.githubId);
      if (other !== null) {
        put({ ...other, githubId: null });
      }
      return put({ ...row, ...account });
    },
  };
}

export function memorySessions(): SessionStore & { readonly size: number } {
  const rows = new Map<string, { readonly data: string; readonly expiresAt: number }>();
  return {
    get size() {
      return rows.size;
    },
    get(id, now) {
      const row = rows.get(id);
      return row === undefined || row.expiresAt <= now ? null : (JSON.parse(row.data) as Record<string, unknown>);
    },
    put: (id, data, expiresAt) => void rows.set(id, { data: JSON.stringify(data), expiresAt }),
    remove: (id) => void rows.delete(id),
    removeExpired(now) {
      const expired = [...rows].filter(([, row]) => row.expiresAt <= now);
      for (const [id] of expired) {
        rows.delete(id);
      }
      return expired.length;
    },
  };
}

export interface MemoryKeychain extends Keychain {
  readonly entries: Map<string, string>;
  /** Every call fails while it is set. */
  problem: Error | null;
}

export function memoryKeychain(): MemoryKeychain {
  const entries = new Map<string, string>();
  const keychain: MemoryKeychain = {
    entries,
    problem: null,
    get: (name) => attempt(() => entries.get(name) ?? null),
    set: (name, value) => attempt(() => void entries.set(name, value)),
    remove: (name) => attempt(() => void entries.delete(name)),
  };
  async function attempt<T>(work: () => T): Promise<T> {
    if (keychain.problem !== null) {
      throw keychain.problem;
    }
    return work();
  }
  return keychain;
}
