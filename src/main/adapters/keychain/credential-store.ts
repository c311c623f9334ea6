import { AppError } from '../../../contract/app-error.ts';
import { gitCredential } from '../../../contract/sources.ts';
import type { Keychain } from '../../features/identity/ports.ts';
import type { CredentialStore } from '../../features/projects/ports.ts';

export const credentialName = (id: number): string => `git-credential-${id}`;

/** Git credentials of projects, each an entry of the keychain itself. */
export function createCredentialStore(keychain: Keychain): CredentialStore {
  return {
    put: (id, credential) => keychain.set(credentialName(id), JSON.stringify(credential)),
    async get(id) {
      const text = await keychain.get(credentialName(id));
      if (text === null) {
        return null;
      }
      try {
        return gitCredential.parse(JSON.parse(text));
      } catch (cause) {
        throw new AppError('SECRET_UNREADABLE', { what: `credential of project ${id}` }, { cause });
      }
    },
    remove: (id) => keychain.remove(credentialName(id)),
  };
}
