// How a builder gets logins and secrets: BuildKit asks back for each when it needs it, the classic builder wants all logins at once.
import type { RegistryLogins } from '../../features/deployments/ports/build.ts';
import { type BuildSession, type BuildSessionOptions, openBuildSession } from './build-session.ts';
import type { EngineClient } from './engine-client.ts';
import { DOCKER_HUB } from './registry-name.ts';

export interface AskedBack {
  /** The session's id; null where nothing can be asked for. */
  open(): Promise<string | null>;
  /** Why a login could not be handed over: the build only says that the registry refused it. */
  failure(): unknown;
  close(): void;
}

export function openAskedBack({
  client,
  secrets,
  signal,
}: Omit<BuildSessionOptions, 'registries'> & { readonly client: EngineClient }): AskedBack {
  const { registries } = client;
  let session: BuildSession | null = null;
  let failure: unknown;
  const remembering: RegistryLogins = {
    ...registries,
    find: async (registry) => {
      try {
        return await registries.find(registry);
      } catch (error) {
        failure = error;
        throw error;
      }
    },
  };
  return {
    async open() {
      if (secrets.size > 0 || registries.hasAny()) {
        session = await openBuildSession(client, { secrets, registries: remembering, signal });
      }
      return session?.id ?? null;
    },
    failure: () => failure,
    close: () => session?.close(),
  };
}

/** As the header X-Registry-Config has it. */
export async function classicLogins(registries: RegistryLogins): Promise<object | undefined> {
  if (!registries.hasAny()) {
    return undefined;
  }
  const logins = [...(await registries.all())];
  return Object.fromEntries(
    logins.map(([registry, login]) => [registry === DOCKER_HUB ? 'https://index.docker.io/v1/' : registry, login]),
  );
}
