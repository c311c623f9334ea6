// What a container's application listens on, asked inside the container, or of this machine's kernel where that is the same.
import { readFile } from 'node:fs/promises';
import { AppError } from '../../../contract/app-error.ts';
import type { EngineClient } from './engine-client.ts';
import { execInContainer } from './exec.ts';
import { type ListeningPort, listeningPorts } from './proc-net-tcp.ts';

const tables = ['tcp', 'tcp6'];

export interface ListeningPorts {
  /** Empty when it cannot be seen. Throws ENGINE_LOST. */
  find(id: string): Promise<readonly ListeningPort[]>;
  /** Of the kernel alone: no process is started in the container. Null when it cannot be seen. Throws ENGINE_LOST. */
  isListening(id: string, port: number, signal?: AbortSignal): Promise<boolean | null>;
}

/** Of containers that come and go. */
const MAX_REMEMBERED = 256;

export function createListeningPorts(client: EngineClient): ListeningPorts {
  /** The first process of each container, as last seen: whoever waits for a port asks many times a second. */
  const processes = new Map<string, number>();

  async function processOf(id: string, signal: AbortSignal | undefined): Promise<number> {
    const { Id, State } = await client.call({ action: 'look at the container', signal }, (abortSignal) =>
      client.docker.getContainer(id).inspect({ abortSignal }),
    );
    if (processes.size >= MAX_REMEMBERED) {
      processes.clear();
    }
    processes.set(Id, State.Pid);
    return State.Pid;
  }

  /** Only where the engine's processes are this machine's own and may be looked at; else null. `id`: in full. */
  async function askKernel(id: string, signal?: AbortSignal): Promise<readonly ListeningPort[] | null> {
    const known = processes.get(id);
    const seen = known === undefined ? null : await socketsOf(id, known);
    if (seen !== null) {
      return seen;
    }
    processes.delete(id);
    try {
      return await socketsOf(id, await processOf(id, signal));
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof AppError && error.code === 'ENGINE_LOST') {
        throw error;
      }
      return null;
    }
  }

  return {
    async find(id) {
      try {
        const { stdout } = await execInContainer(client, id, ['cat', ...tables.map((table) => `/proc/net/${table}`)]);
        // An image without `cat` prints nothing; one without IPv6 half of it.
        return stdout.includes('local_address') ? listeningPorts(stdout) : ((await askKernel(id)) ?? []);
      } catch (error) {
        if (error instanceof AppError && error.code === 'ENGINE_FAILED') {
          return (await askKernel(id)) ?? [];
        }
        throw error;
      }
    },
    async isListening(id, port, signal) {
      const ports = await askKernel(id, signal);
      return ports === null ? null : ports.some((socket) => socket.port === port && !socket.isLocalhostOnly);
    },
  };
}

/** Null where this is no process of that container: it is gone, this is not Linux, or the engine lives in a virtual machine. */
async function socketsOf(id: string, process: number): Promise<readonly ListeningPort[] | null> {
  try {
    // A process of that number may be somebody else's.
    if (process <= 0 || !(await readFile(`/proc/${process}/cgroup`, 'utf8')).includes(id)) {
      return null;
    }
    const texts = await Promise.all(
      tables.map((table) => readFile(`/proc/${process}/net/${table}`, 'utf8').catch(() => '')),
    );
    const text = texts.join('\n');
    return text.includes('local_address') ? listeningPorts(text) : null;
  } catch {
    return null;
  }
}
