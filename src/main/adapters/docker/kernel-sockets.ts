// The TCP sockets of a container as this machine's kernel tells them of its first process: where the engine's processes are this machine's own.
import { readFile } from 'node:fs/promises';
import { type ListeningPort, listeningPorts } from './proc-net-tcp.ts';

export const tables = ['tcp', 'tcp6'] as const;

export interface SeenSockets {
  readonly process: number;
  /** How many sockets were in use; empty where the kernel does not say. */
  readonly inUse: string;
  readonly at: number;
  readonly ports: readonly ListeningPort[];
}

/**
 * The kernel goes through the connections of the whole machine for a table, which takes milliseconds; how many sockets a container uses it
 * knows at once. That nobody listens is taken for true so long while there are as many.
 */
const STANDS_MS = 200;

/**
 * Null where this is no process of that container: it is gone, this is not Linux, or the engine lives in a virtual machine. `before`: what was
 * seen last, which may be seen again where nobody listened on this port.
 */
export async function lookAtSockets(
  containerId: string,
  process: number,
  before?: { readonly seen: SeenSockets; readonly port: number },
): Promise<SeenSockets | null> {
  const at = performance.now();
  try {
    // A process of that number may be somebody else's.
    if (process <= 0 || !(await read(process, 'cgroup')).includes(containerId)) {
      return null;
    }
    const inUse = await countInUse(process);
    if (before !== undefined && !isOpen(before.seen, before.port)) {
      const { seen } = before;
      const isSame = seen.process === process && seen.inUse === inUse && inUse !== '';
      if (isSame && at - seen.at < STANDS_MS) {
        return seen;
      }
    }
    const texts = await Promise.all(tables.map((table) => read(process, `net/${table}`).catch(() => '')));
    const text = texts.join('\n');
    return text.includes('local_address') ? { process, inUse, at, ports: listeningPorts(text) } : null;
  } catch {
    return null;
  }
}

export const isOpen = ({ ports }: SeenSockets, port: number): boolean =>
  ports.some((socket) => socket.port === port && !socket.isLocalhostOnly);

const read = (process: number, file: string): Promise<string> => readFile(`/proc/${process}/${file}`, 'utf8');

async function countInUse(process: number): Promise<string> {
  const texts = await Promise.all(
    ['sockstat', 'sockstat6'].map((file) => read(process, `net/${file}`).catch(() => '')),
  );
  return texts.flatMap((text) => /^TCP6?: inuse \d+/m.exec(text) ?? []).join();
}
