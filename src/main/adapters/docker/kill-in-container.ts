import type { EngineClient } from './engine-client.ts';
import { execInContainer } from './exec.ts';

/** Sends a signal to a process by the number that it has inside the container: the only number that means anything from here. */
export async function killInContainer(
  client: EngineClient,
  containerId: string,
  pid: string,
  signalName: 'HUP' | 'KILL',
): Promise<void> {
  if (!/^[1-9]\d*$/.test(pid)) {
    throw new Error(`"${pid}" is no process`);
  }
  await execInContainer(client, containerId, ['sh', '-c', 'kill "-$0" "$1" 2>/dev/null; true', signalName, pid]);
}
