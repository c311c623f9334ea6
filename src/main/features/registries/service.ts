// Logins of private registries, for everything that is pulled: base images of builds, images of releases, helpers.
import { AppError } from '../../../contract/app-error.ts';
import type { RegistryId } from '../../../contract/ids.ts';
import type { Registry } from '../../../contract/registries.ts';
import type { LoginCheck, RegistryLoginInput, RegistryPasswords, RegistryRow, RegistryStore } from './ports.ts';

export interface RegistriesDeps {
  readonly store: RegistryStore;
  readonly passwords: RegistryPasswords;
  readonly check: LoginCheck;
  readonly now: () => number;
}

interface Login {
  readonly username: string;
  readonly password: string;
}

export function createRegistries({ store, passwords, check, now }: RegistriesDeps) {
  const view = ({ createdAt, updatedAt, ...row }: RegistryRow): Registry => ({
    ...row,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  });

  /** An entry of the keychain that somebody removed is said, not pulled without. */
  async function loginOf({ id, address, username }: RegistryRow): Promise<Login> {
    const password = await passwords.get(id);
    if (password === null) {
      throw new AppError('SECRET_UNREADABLE', { what: `password for ${address}` });
    }
    return { username, password };
  }

  return {
    list: (): Registry[] => store.list().map(view),
    async set(
      { isChecked, ...login }: RegistryLoginInput & { readonly isChecked: boolean },
      { signal }: { readonly signal: AbortSignal },
    ): Promise<Registry> {
      if (isChecked) {
        await check(login, signal);
      }
      const before = store.find(login.address);
      const row = store.put(login.address, login.username, now());
      try {
        await passwords.put(row.id, login.password);
      } catch (error) {
        // Without its password a login is worse than none.
        if (before === null) {
          store.remove(row.id);
        } else {
          store.put(before.address, before.username, before.updatedAt);
        }
        throw error;
      }
      return view(row);
    },
    async remove({ id }: { readonly id: RegistryId }): Promise<{ id: RegistryId }> {
      if (store.get(id) === null) {
        throw new AppError('NOT_FOUND', { what: `login of a registry ${id}` });
      }
      await passwords.remove(id);
      store.remove(id);
      return { id };
    },

    // ---- for what pulls ----
    hasAny: (): boolean => store.list().length > 0,
    async find(address: string): Promise<Login | null> {
      const row = store.find(address);
      return row === null ? null : loginOf(row);
    },
    async all(): Promise<ReadonlyMap<string, Login>> {
      const logins = await Promise.all(store.list().map(async (row) => [row.address, await loginOf(row)] as const));
      return new Map(logins);
    },
  };
}
