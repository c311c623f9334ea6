import { z } from 'zod';
import { AppError } from '../../../contract/app-error.ts';
import type { HostSecrets } from '../../features/hosts/ports.ts';
import type { Keychain } from '../../features/identity/ports.ts';

const secret = z.object({ password: z.string().nullable(), passphrase: z.string().nullable() });

export const hostSecretName = (id: number): string => `ssh-host-${id}`;

/** Passwords and passphrases of hosts, each host an entry of the keychain itself. */
export function createHostSecretStore(keychain: Keychain): HostSecrets {
  return {
    put: (id, value) => keychain.set(hostSecretName(id), JSON.stringify(value)),
    async get(id) {
      const text = await keychain.get(hostSecretName(id));
      if (text === null) {
        return null;
      }
      try {
        return secret.parse(JSON.parse(text));
      } catch (cause) {
        throw new AppError('SECRET_UNREADABLE', { what: `login of host ${id}` }, { cause });
      }
    },
    remove: (id) => keychain.remove(hostSecretName(id)),
  };
}
