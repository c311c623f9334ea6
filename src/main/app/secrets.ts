// The wiring of secrets beyond one project: those that several share, and logins of registries.
import type { DockerEngine } from '../adapters/docker/connector.ts';
import { createRegistryPasswords } from '../adapters/keychain/registry-passwords.ts';
import type { Rollouts } from '../features/environment/ports.ts';
import { createSharedSecrets, type SharedSecretsDeps } from '../features/environment/shared-secrets.ts';
import { createStoredVariables, type StoredVariablesDeps } from '../features/environment/stored-variables.ts';
import type { Keychain } from '../features/identity/ports.ts';
import { createRegistries } from '../features/registries/service.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Stores } from './stores.ts';

/** They are made after those who ask for them. */
export const rolloutsBy = (deployments: () => Rollouts): Rollouts => ({
  roll: (...roll) => deployments().roll(...roll),
  updateFiles: (...update) => deployments().updateFiles(...update),
});

export interface RegistryWiring {
  readonly stores: Stores;
  readonly keychain: Keychain;
  /** Of the host that is asked whether a registry takes a login. */
  readonly engine: () => Promise<Pick<DockerEngine, 'checkRegistryLogin'>>;
}

export function composeRegistries({ stores, keychain, engine }: RegistryWiring) {
  return createRegistries({
    store: stores.registries,
    passwords: createRegistryPasswords(keychain),
    check: async (login, signal) => (await engine()).checkRegistryLogin(login, signal),
    now: Date.now,
  });
}

export interface SharedSecretWiring extends StoredVariablesDeps {
  readonly stores: Stores;
  readonly rollouts: SharedSecretsDeps['rollouts'];
  readonly diagnostics: Diagnostics;
}

export function composeSharedSecrets({ stores, rollouts, diagnostics, ...variables }: SharedSecretWiring) {
  return createSharedSecrets({
    ...variables,
    store: stores.sharedSecrets,
    variables: stores.variables,
    stored: createStoredVariables(variables),
    rollouts,
    projectName: (id) => stores.projects.get(id)?.name ?? null,
    onError: (id, error) => diagnostics.error('A shared secret could not be brought to its projects', { id, error }),
  });
}
