// Connects to an engine: asks what it is, watches its events, and notices when it is gone. That of this machine is looked for first.
import type { EngineConnection, EngineConnector, EngineEvent } from '../../features/hosts/ports.ts';
import type { DeploymentEngine } from '../../features/deployments/ports.ts';
import type { RegistryLogins } from '../../features/deployments/ports/build.ts';
import type { IngressEngine } from '../../features/ingress/ports.ts';
import type { PortDialer } from '../../features/forwards/ports.ts';
import type { ContainerStats } from '../../features/metrics/ports.ts';
import type { LoginCheck } from '../../features/registries/ports.ts';
import type { ShellHost } from '../../features/terminals/ports.ts';
import { AppError } from '../../../contract/app-error.ts';
import { createContainerPorts, type HostNetwork } from './container-ports.ts';
import { type ContainerShellsDeps, createContainerShells } from './container-shell.ts';
import type { BuildCacheEngine } from '../../features/build-cache/ports.ts';
import { createBuildCacheEngine } from './build-cache.ts';
import { createLayerCache } from './layer-registry.ts';
import { createContainers } from './containers.ts';
import { publishedAddress } from './endpoint.ts';
import type { EngineClient } from './engine-client.ts';
import { followEvents } from './engine-events.ts';
import type { EngineSelf } from './engine-facts.ts';
import { parseNanos } from './engine-time.ts';
import type { ImageImports } from './base-images.ts';
import { findEngine, type Machine, thisMachine } from './find-engine.ts';
import { importImage } from './image-import.ts';
import { createImageStore } from './images.ts';
import { createLoginCheck } from './registry-login.ts';
import { createVitals, type Vitals } from './vitals.ts';
import { createIngressEngine } from './ingress-engine.ts';
import { createLocalNetwork } from './local-network.ts';
import { createMemoryDeaths } from './memory-deaths.ts';
import { createVolumeEngine, type HostVolumes, type VolumeEngineDeps } from './volumes/volume-engine.ts';
import { createEngineUpkeep } from './upkeep.ts';
import { createContainerStats } from './stats.ts';

export interface EngineConnectorDeps {
  /** Where to look; this process's own surroundings when left out. */
  readonly machine?: Machine;
  /** Logins for what is pulled. */
  readonly registries?: RegistryLogins;
}

/** What this adapter gives besides what deployments ask for. */
export type DockerEngine = DeploymentEngine &
  ImageImports & { readonly stats: ContainerStats } & VolumeAccess & { readonly ingress: IngressEngine } & ShellHost &
  PortDialer &
  BuildCacheAccess & {
    /** Whether a registry takes the login, as this engine sees it. */
    readonly checkRegistryLogin: LoginCheck;
  } & Vitals;

export interface BuildCacheAccess {
  /** Its cache of builds, and the registry for layers with these labels. */
  buildCache(own: Readonly<Record<string, string>>): BuildCacheEngine;
}

export interface VolumeAccess {
  /** The volumes of this engine, with helpers of this image and these labels. */
  volumes(options: Pick<VolumeEngineDeps, 'helperImage' | 'labels'>): HostVolumes;
}

/** For hosts of kind `local`. */
export function createEngineConnector({
  machine,
  registries,
}: EngineConnectorDeps = {}): EngineConnector<DockerEngine> {
  return {
    async connect(host, { signal, onEvent }) {
      const { endpoint, client, self } = await findEngine(machine ?? thisMachine(), host.name, signal, registries);
      return watchEngine({
        client,
        self,
        onEvent,
        reach: { address: publishedAddress(endpoint) },
        network: createLocalNetwork(endpoint, self.facts, process.platform),
        shells: {
          isInteractive: true,
          admit: (open) => open(),
          openHostShell: async () => {
            // Who sits at this machine has terminals; who does not must not get one by way of a page.
            throw new AppError('TERMINAL_UNAVAILABLE', {
              host: host.name,
              reason: 'it is the machine that miniPaaS runs on',
            });
          },
        },
      });
    },
  };
}

export interface WatchedEngine {
  /** Speaks the negotiated version of the API. */
  readonly client: EngineClient;
  readonly self: EngineSelf;
  readonly onEvent: (event: EngineEvent) => void;
  /** How what is published on the host is reached from here. */
  readonly reach: Pick<DeploymentEngine, 'address' | 'connect' | 'openPort' | 'closePort'>;
  readonly network: HostNetwork;
  readonly shells: Pick<ShellHost, 'openHostShell'> & Omit<ContainerShellsDeps, 'client'>;
}

/** A connection that lasts as long as the engine's events can be followed. */
export function watchEngine({
  client,
  self,
  onEvent,
  reach,
  network,
  shells,
}: WatchedEngine): EngineConnection<DockerEngine> {
  const { facts, traits } = self;
  const closing = new AbortController();
  const from = parseNanos(traits.systemTime) ?? BigInt(Date.now()) * 1_000_000n;
  const memoryDeaths = createMemoryDeaths();
  const take = (event: EngineEvent): void => {
    memoryDeaths.note(event);
    onEvent(event);
  };
  const closed = followEvents({ client, from, onEvent: take, signal: closing.signal })
    .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
    .then((reason: Error) => {
      client.close();
      return closing.signal.aborted ? null : reason;
    });
  return {
    endpoint: client.endpoint,
    facts,
    engine: {
      hostName: client.host,
      ...reach,
      ...createContainerPorts({ client, network }),
      ...createContainerShells({ client, ...shells }),
      openHostShell: shells.openHostShell,
      images: createImageStore({ client, facts }),
      containers: createContainers({ client, traits, memoryDeaths }),
      ...createVitals({ client, isThisMachine: reach.connect === undefined && reach.address === '127.0.0.1' }),
      checkRegistryLogin: createLoginCheck(client),
      layerCache: createLayerCache(client),
      buildCache: (own) => createBuildCacheEngine(client, own),
      importImage: (request) => importImage(client, request),
      ingress: createIngressEngine({ client, reach, logDriver: traits.logDriver }),
      volumes: (options) => createVolumeEngine({ client, architecture: facts.architecture, ...options }),
      stats: createContainerStats(client, facts.memoryBytes),
    },
    upkeep: createEngineUpkeep(client),
    closed,
    async close() {
      closing.abort();
      await closed;
    },
  };
}
