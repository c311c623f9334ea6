// What a container's application listens on, asked inside the container, or of this machine's kernel where that is the same.
import { readFile } from 'node:fs/promises';
import { AppError } from '../../../contract/app-error.ts';
import type { EngineClient } from './engine-client.ts';
import { execInContainer } from './exec.ts';
import { type ListeningPort, listeningPorts } from './proc-net-tcp.ts';

const tables = ['tcp', 'tcp6'];

/** Empty when it cannot be seen. Throws ENGINE_LOST. */
export async function findListeningPorts(client: EngineClient, id: string): Promise<readonly ListeningPort[]> {
  try {
    const { stdout } = await execInContainer(client, id, ['cat', ...tables.map((table) => `/proc/net/${table}`)]);
    // An image without `cat` prints nothing; one without IPv6 half of it.
    return stdout.includes('local_address') ? listeningPorts(stdout) : ((await askKernel(client, id)) ?? []);
  } catch (error) {
    if (error instanceof AppError && error.code === 'ENGINE_FAILED') {
      return (await askKernel(client, id)) ?? [];
    }
    throw error;
  }
}

/** Of the kernel alone: no process is started in the container. Null when it cannot be seen. Throws ENGINE_LOST. */
export async function isListening(
  client: EngineClient,
  id: string,
  port: number,
  signal: AbortSignal | undefined,
): Promise<boolean | null> {
  const ports = await askKernel(client, id, signal);
  return ports === null ? null : ports.some((socket) => socket.port === port && !socket.isLocalhostOnly);
}

/** Only where the engine's processes are this machine's own and may be looked at; else null. */
async function askKernel(
  client: EngineClient,
  id: string,
  signal?: AbortSignal,
): Promise<readonly ListeningPort[] | null> {
  try {
    const { Id, State } = await client.call({ action: 'look at the container', signal }, (abortSignal) =>
      client.docker.getContainer(id).inspect({ abortSignal }),
    );
    // A process of that number may be somebody else's when the engine lives in a virtual machine.
    const isOurs = State.Pid > 0 && (await readFile(`/proc/${State.Pid}/cgroup`, 'utf8')).includes(Id);
    if (!isOurs) {
      return null;
    }
    const texts = await Promise.all(
      tables.map((table) => readFile(`/proc/${State.Pid}/net/${table}`, 'utf8').catch(() => '')),
    );
    const text = texts.join('\n');
    return text.includes('local_address') ? listeningPorts(text) : null;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof AppError && error.code === 'ENGINE_LOST') {
      throw error;
    }
    // Not this machine's process, not Linux, or not allowed: it cannot be seen.
    return null;
  }
}
