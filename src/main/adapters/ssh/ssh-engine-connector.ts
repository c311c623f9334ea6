// Connects to the engine of a host over SSH. Nothing is installed there: Docker and sshd are enough.
import { userInfo } from 'node:os';
import type { Client } from 'ssh2';
import type { HostId } from '../../../contract/ids.ts';
import type { RegistryLogins } from '../../features/deployments/ports/build.ts';
import type {
  ConnectOptions,
  EngineConnection,
  EngineConnector,
  HostKeyStore,
  HostSecrets,
  SshHostRow,
} from '../../features/hosts/ports.ts';
import { type DockerEngine, watchEngine } from '../docker/connector.ts';
import { createEngineClient } from '../docker/engine-client.ts';
import { readEngineSelf } from '../docker/engine-facts.ts';
import { createStreamTurns } from '../docker/stream-turns.ts';
import { findDockerTransport } from './docker-transport.ts';
import { openRoute } from './open-route.ts';
import { createPortForwards, type PortForwards } from './port-forwards.ts';
import { planRoute } from './route.ts';
import { ChannelAgent } from './ssh-agent.ts';
import { type ReadSshConfig, readSshConfig } from './ssh-config.ts';
import { createSshLink, type SshLink } from './ssh-link.ts';
import { createSshNetwork } from './ssh-network.ts';
import { createSshShells } from './ssh-shells.ts';

export interface SshEngineConnectorDeps {
  readonly secrets: HostSecrets;
  readonly hostKeys: HostKeyStore;
  /** SSH_AUTH_SOCK. */
  readonly agentSocket: string | null;
  readonly readConfig?: ReadSshConfig;
  /** Logins for what is pulled. */
  readonly registries?: RegistryLogins;
  readonly now: () => number;
}

/** Nothing is connected to here: the agent gives the sockets. Of an address, docker-modem would parse a URL with every call. */
export const standIn = { kind: 'socket', scheme: 'unix', path: '/var/run/docker.sock' } as const;

/** For hosts of kind `ssh`. */
export function createSshEngineConnector(deps: SshEngineConnectorDeps) {
  const { secrets, hostKeys, agentSocket, now, registries, readConfig = readSshConfig } = deps;
  /** They outlive a lost connection, so that an address stays good while the host is looked for. */
  const hosts = new Map<HostId, { link: SshLink; readonly forwards: PortForwards }>();

  function forwardsOf(id: HostId, link: SshLink): PortForwards {
    const known = hosts.get(id);
    if (known !== undefined) {
      known.link = link;
      return known.forwards;
    }
    const forwards = createPortForwards((port) => (hosts.get(id)?.link ?? link).openPort('bulk', port));
    hosts.set(id, { link, forwards });
    return forwards;
  }

  async function connect(host: SshHostRow, options: ConnectOptions): Promise<EngineConnection<DockerEngine>> {
    const { signal, onEvent, onStage = () => undefined } = options;
    const { ssh } = host;
    onStage('prepare', ssh.address);
    const hops = await planRoute({ readConfig, localUser: userInfo().username }, ssh, signal);
    const given = options.secret;
    const secret = given === undefined && ssh.hasSecret ? await secrets.get(host.id) : (given ?? null);
    const open = (stop: AbortSignal): Promise<Client> =>
      openRoute({
        hops,
        auth: ssh.auth,
        secret,
        agentSocket,
        fingerprint: options.hostKeyFingerprint ?? null,
        accepted: hostKeys.list(),
        onAccepted: (key) => hostKeys.add({ ...key, address: ssh.address }, now()),
        onStage,
        signal: stop,
      });
    signal.throwIfAborted();
    const link = createSshLink({ open: (_lane, stop) => open(stop) });
    const abort = (): void => link.close();
    signal.addEventListener('abort', abort, { once: true });
    try {
      await link.connect();
      const target = hops.at(-1);
      onStage('docker', ssh.address);
      const transport = await findDockerTransport(link, ssh.address, signal);
      const agent = new ChannelAgent(transport);
      const turns = createStreamTurns({ places: transport.endlessStreams });
      const endpointText = `ssh://${target?.user ?? ''}@${target?.hostName ?? ''}:${target?.port ?? ''}`;
      const client = createEngineClient({ endpoint: standIn, host: host.name, agent, endpointText, turns, registries });
      const self = await readEngineSelf(client, signal);
      const forwards = forwardsOf(host.id, link);
      const watched = watchEngine({
        client: client.inVersion(self.traits.apiVersion),
        self,
        onEvent,
        reach: {
          address: '127.0.0.1',
          // For probes; what visitors of an opened port transfer goes the other way.
          connect: (port) => link.openPort('calls', port),
          openPort: forwards.open,
          closePort: forwards.close,
        },
        network: createSshNetwork(link, self.facts),
        shells: createSshShells({ link, host: host.name, areSessionsScarce: transport.maxSockets !== Infinity }),
      });
      void watched.closed.then(link.close);
      return { ...watched, traffic: () => ({ ...link.use(), transport: transport.name }) };
    } catch (error) {
      link.close();
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  return {
    connect,
    async release(id: HostId): Promise<void> {
      const known = hosts.get(id);
      hosts.delete(id);
      await known?.forwards.closeAll();
    },
  };
}

/** One connector for all kinds of hosts. */
export function createHostConnector(
  local: EngineConnector<DockerEngine>,
  ssh: ReturnType<typeof createSshEngineConnector>,
): EngineConnector<DockerEngine> {
  return {
    connect: (host, options) => (host.kind === 'local' ? local.connect(host, options) : ssh.connect(host, options)),
    release: ssh.release,
  };
}
