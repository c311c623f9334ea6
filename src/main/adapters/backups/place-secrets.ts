import type { PlaceSecrets } from '../../features/backups/ports.ts';
import type { Keychain } from '../../features/identity/ports.ts';

export const placeSecretName = (id: number): string => `backup-place-${id}`;

/** Secret keys of buckets, each an entry of the keychain itself. */
export function createPlaceSecrets(keychain: Keychain): PlaceSecrets {
  return {
    get: (id) => keychain.get(placeSecretName(id)),
    put: (id, secret) => keychain.set(placeSecretName(id), secret),
    remove: (id) => keychain.remove(placeSecretName(id)),
  };
}
