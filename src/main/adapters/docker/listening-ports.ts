// What a container's application listens on, asked inside the container, or of this machine's kernel where that is the same.
import { AppError } from '../../../contract/app-error.ts';
import type { EngineClient } from './engine-client.ts';
import { execInContainer } from './exec.ts';
import { isOpen, lookAtSockets, type SeenSockets, tables } from './kernel-sockets.ts';
import { type ListeningPort, listeningPorts } from './proc-net-tcp.ts';

export interface ListeningPorts {
  /** Empty when it cannot be seen. Throws ENGINE_LOST. */
  find(id: string): Promise<readonly ListeningPort[]>;
  /** Of the kernel alone: no process is started in the container. Null when it cannot be seen. Throws ENGINE_LOST. */
  isListening(id: string, port: number, signal?: AbortSignal): Promise<boolean | null>;
}

/** Of containers that come and go. */
const MAX_REMEMBERED = 256;

export function createListeningPorts(client: EngineClient): ListeningPorts {
  /** Whoever waits for a port asks many times a second, and the engine has other things to do then. */
  const remembered = new Map<string, SeenSockets>();

  /** Null when it cannot be seen. `id`: in full. */
  async function askKernel(id: string, port: number, signal?: AbortSignal): Promise<SeenSockets | null> {
    const before = remembered.get(id);
    const seen =
      (before === undefined ? null : await lookAtSockets(id, before.process, { seen: before, port })) ??
      (await askEngineFirst(id, signal));
    if (remembered.size >= MAX_REMEMBERED) {
      remembered.clear();
    }
    if (seen === null) {
      remembered.delete(id);
    } else {
      remembered.set(id, seen);
    }
    return seen;
  }

  async function askEngineFirst(id: string, signal?: AbortSignal): Promise<SeenSockets | null> {
    try {
      const { Id, State } = await client.call({ action: 'look at the container', signal }, (abortSignal) =>
        client.docker.getContainer(id).inspect({ abortSignal }),
      );
      return await lookAtSockets(Id, State.Pid);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof AppError && error.code === 'ENGINE_LOST') {
        throw error;
      }
      return null;
    }
  }

  const portsOf = async (id: string): Promise<readonly ListeningPort[]> => (await askEngineFirst(id))?.ports ?? [];

  return {
    async find(id) {
      try {
        const { stdout } = await execInContainer(client, id, ['cat', ...tables.map((table) => `/proc/net/${table}`)]);
        // An image without `cat` prints nothing; one without IPv6 half of it.
        return stdout.includes('local_address') ? listeningPorts(stdout) : await portsOf(id);
      } catch (error) {
        if (error instanceof AppError && error.code === 'ENGINE_FAILED') {
          return portsOf(id);
        }
        throw error;
      }
    },
    async isListening(id, port, signal) {
      const seen = await askKernel(id, port, signal);
      return seen === null ? null : isOpen(seen, port);
    },
  };
}
