// Connects to the engine of this machine: finds it, asks what it is, watches its events, and notices when it is gone.
import type { EngineConnection, EngineConnector, EngineEvent } from '../../features/hosts/ports.ts';
import type { DeploymentEngine } from '../../features/deployments/ports.ts';
import { createContainers } from './containers.ts';
import { publishedAddress } from './endpoint.ts';
import { followEvents } from './engine-events.ts';
import { parseNanos } from './engine-time.ts';
import type { ImageImports } from './base-images.ts';
import { findEngine, type Machine, thisMachine } from './find-engine.ts';
import { importImage } from './image-import.ts';
import { createImageStore } from './images.ts';
import { createMemoryDeaths } from './memory-deaths.ts';

export interface EngineConnectorDeps {
  /** Where to look; this process's own surroundings when left out. */
  readonly machine?: Machine;
}

/** What this adapter gives besides what deployments ask for. */
export type DockerEngine = DeploymentEngine & ImageImports;

/** For hosts of kind `local`. */
export function createEngineConnector({ machine }: EngineConnectorDeps = {}): EngineConnector<DockerEngine> {
  return {
    async connect(host, { signal, onEvent }) {
      const { endpoint, client, self } = await findEngine(machine ?? thisMachine(), host.name, signal);
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
      const connection: EngineConnection<DockerEngine> = {
        endpoint: client.endpoint,
        facts,
        engine: {
          hostName: host.name,
          address: publishedAddress(endpoint),
          images: createImageStore({ client, facts }),
          containers: createContainers({ client, traits, memoryDeaths }),
          importImage: (request) => importImage(client, request),
        },
        closed,
        async close() {
          closing.abort();
          await closed;
        },
      };
      return connection;
    },
  };
}
