// The wiring of the installation feature: its keychain entries are those of the features that keep one.
import { programVersion } from './program-files.ts';
import { createInstallationExports } from '../adapters/installation/exports.ts';
import { placeSecretName } from '../adapters/backups/place-secrets.ts';
import { credentialName } from '../adapters/keychain/credential-store.ts';
import { hostSecretName } from '../adapters/keychain/host-secret-store.ts';
import { registryPasswordName } from '../adapters/keychain/registry-passwords.ts';
import { type DataKeyBox, dataKeyNames } from '../adapters/keychain/secret-box.ts';
import { githubTokenName } from '../features/identity/github-tokens.ts';
import type { Keychain } from '../features/identity/ports.ts';
import { createInstallation } from '../features/installation/service.ts';
import type { Stores } from './stores.ts';

export interface InstallationWiring {
  readonly dataDir: string;
  readonly stores: Stores;
  readonly keychain: Keychain;
  readonly box: DataKeyBox;
}

export function composeInstallation({ dataDir, stores, keychain, box }: InstallationWiring) {
  const exports = createInstallationExports({
    dataDir,
    installationId: stores.installation.id,
    programVersion,
    keychain,
    keychainNames: () => [
      ...dataKeyNames,
      ...stores.projects.list().map(({ id }) => credentialName(id)),
      ...stores.hosts.list().map(({ id }) => hostSecretName(id)),
      ...stores.backups.places().map(({ id }) => placeSecretName(id)),
      ...stores.registries.list().map(({ id }) => registryPasswordName(id)),
      ...stores.users.list().map(({ id }) => githubTokenName(id)),
    ],
    copyDatabase: stores.copyTo,
  });
  const installation = createInstallation({
    record: { ...stores.installation, ...stores.keyRotation },
    dataDir,
    dataKey: box,
    sealedValues: stores.sealedValues,
    exports,
    now: Date.now,
  });
  return { installation, openExport: exports.open };
}
