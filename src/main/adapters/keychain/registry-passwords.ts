import type { Keychain } from '../../features/identity/ports.ts';
import type { RegistryPasswords } from '../../features/registries/ports.ts';

export const registryPasswordName = (id: number): string => `registry-${id}`;

/** Passwords and tokens of registries, each an entry of the keychain itself. */
export function createRegistryPasswords(keychain: Keychain): RegistryPasswords {
  return {
    get: (id) => keychain.get(registryPasswordName(id)),
    put: (id, password) => keychain.set(registryPasswordName(id), password),
    remove: (id) => keychain.remove(registryPasswordName(id)),
  };
}
