// What a host over SSH reaches: connections that its SSH server makes for us.
import { once } from 'node:events';
import type { EngineFacts } from '../../../contract/hosts.ts';
import type { HostNetwork } from '../docker/container-ports.ts';
import { hasReachableContainers } from '../docker/local-network.ts';
import type { SshLink } from './ssh-link.ts';

/** The server waits as long as its system does for a machine that is silent: minutes. */
const CONNECT_TIMEOUT_MS = 15_000;

export function createSshNetwork(link: Pick<SshLink, 'openPort'>, facts: EngineFacts): HostNetwork {
  return {
    async dial(address, port, signal) {
      const socket = link.openPort('bulk', port, address);
      const stop = (): void => void socket.destroy(new Error('it was given up'));
      const late = setTimeout(() => socket.destroy(new Error('it does not answer')), CONNECT_TIMEOUT_MS);
      signal.addEventListener('abort', stop, { once: true });
      try {
        await once(socket, 'connect');
        return socket;
      } finally {
        clearTimeout(late);
        signal.removeEventListener('abort', stop);
      }
    },
    publishedAddress: '127.0.0.1',
    reachesContainers: hasReachableContainers(facts),
  };
}
