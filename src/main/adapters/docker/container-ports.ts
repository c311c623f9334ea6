// Ports of containers that are published nowhere: reached at the container's own address where a way leads there, else through it.
import type { Duplex } from 'node:stream';
import { AppError } from '../../../contract/app-error.ts';
import type { PortDialer } from '../../features/forwards/ports.ts';
import { openContainerTunnel } from './container-tunnel.ts';
import type { EngineClient } from './engine-client.ts';
import { statusCodeOf } from './engine-failure.ts';
import { asRecord, asText } from './json.ts';

/** Connections as the engine's machine makes them. */
export interface HostNetwork {
  /** Resolves when connected. */
  dial(address: string, port: number, signal: AbortSignal): Promise<Duplex>;
  /** Where ports published on that machine answer. */
  readonly publishedAddress: string;
  /** Containers have addresses that lead to them: not where they live in a virtual machine, or in a namespace of a user's own. */
  readonly reachesContainers: boolean;
}

export interface ContainerPortsDeps {
  readonly client: EngineClient;
  readonly network: HostNetwork;
}

interface Place {
  readonly address: string;
  readonly port: number;
}

/** Of containers that come and go. */
const MAX_REMEMBERED = 256;

export function createContainerPorts({ client, network }: ContainerPortsDeps): Omit<PortDialer, 'hostName'> {
  /** Where a port was reached last: asking the engine costs a round trip more. */
  const remembered = new Map<string, Place>();

  async function facts(id: string, name: string, signal: AbortSignal): Promise<unknown> {
    const found = await client.call({ action: 'look at the container', signal }, async (abortSignal) => {
      try {
        return await client.docker.getContainer(id).inspect({ abortSignal });
      } catch (error) {
        if (statusCodeOf(error) === 404) {
          return null;
        }
        throw error;
      }
    });
    if (found === null || !found.State.Running) {
      throw new AppError('PROJECT_NOT_RUNNING', { name });
    }
    return found;
  }

  return {
    async dialContainer({ id, name }, port, signal) {
      const key = `${id}:${port}`;
      const known = remembered.get(key);
      if (known !== undefined) {
        try {
          return await network.dial(known.address, known.port, signal);
        } catch {
          signal.throwIfAborted();
          remembered.delete(key);
        }
      }
      let isRefused = false;
      for (const place of placesOf(await facts(id, name, signal), port, network)) {
        try {
          const connection = await network.dial(place.address, place.port, signal);
          if (remembered.size >= MAX_REMEMBERED) {
            remembered.clear();
          }
          remembered.set(key, place);
          return connection;
        } catch (error) {
          signal.throwIfAborted();
          isRefused ||= meansRefused(error);
        }
      }
      try {
        return await openContainerTunnel(client, { id, name, port }, signal);
      } catch (error) {
        signal.throwIfAborted();
        throw isRefused && error instanceof AppError && error.code === 'FORWARD_UNREACHABLE'
          ? new AppError('FORWARD_REFUSED', { target: name, port }, { cause: error })
          : error;
      }
    },

    async dialHost(address, port, signal) {
      const target = `${address} from ${client.host}`;
      try {
        return await network.dial(address, port, signal);
      } catch (cause) {
        signal.throwIfAborted();
        throw meansRefused(cause)
          ? new AppError('FORWARD_REFUSED', { target, port }, { cause })
          : new AppError('FORWARD_UNREACHABLE', { target, port, problem: problemOf(cause) }, { cause });
      }
    },
  };
}

/** Where a port of the container may answer, the likeliest first. */
export function placesOf(
  container: unknown,
  port: number,
  { reachesContainers, publishedAddress }: Pick<HostNetwork, 'reachesContainers' | 'publishedAddress'>,
): readonly Place[] {
  const settings = asRecord(asRecord(container)?.['NetworkSettings']);
  const mode = asText(asRecord(asRecord(container)?.['HostConfig'])?.['NetworkMode']);
  if (mode === 'host') {
    return [{ address: publishedAddress, port }];
  }
  const addresses = Object.values(asRecord(settings?.['Networks']) ?? {})
    .map((network) => asText(asRecord(network)?.['IPAddress']))
    .filter((address): address is string => address !== undefined && address !== '')
    .slice(0, 1);
  const bindings = asRecord(settings?.['Ports'])?.[`${port}/tcp`];
  const published = Array.isArray(bindings) ? Number(asText(asRecord(bindings[0])?.['HostPort'])) : 0;
  return [
    ...(reachesContainers ? addresses.map((address) => ({ address, port })) : []),
    ...(published > 0 ? [{ address: publishedAddress, port: published }] : []),
  ];
}

/** Local sockets say so by their code, SSH servers in words. */
function meansRefused(error: unknown): boolean {
  const failure = asRecord(error);
  return 'reason' in (failure ?? {})
    ? /refused/i.test(problemOf(error))
    : failure?.['code'] === 'ECONNREFUSED' || failure?.['code'] === 'ECONNRESET';
}

function problemOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/^\(SSH\) Channel open failure: /, '');
}
