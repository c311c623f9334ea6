// Hosts over SSH as the hosts feature hands them to its connector, without a database behind them.
import type { HostId } from '../../src/contract/ids.ts';
import type { DockerEngine } from '../../src/main/adapters/docker/connector.ts';
import { createSshEngineConnector } from '../../src/main/adapters/ssh/ssh-engine-connector.ts';
import { parseSshConfig } from '../../src/main/adapters/ssh/ssh-config.ts';
import type {
  AcceptedHostKey,
  ConnectOptions,
  EngineConnection,
  SshAccess,
  SshHostRow,
  SshSecret,
} from '../../src/main/features/hosts/ports.ts';
import type { DockerHost } from './docker-hosts.ts';
import { DEPLOY_USER, sshPorts } from './docker-hosts/host-files.ts';

export interface SshClientWorld {
  /** What a person has accepted. */
  readonly accepted: AcceptedHostKey[];
  /** `ssh -G` of these names; anything else is as OpenSSH has it without a configuration. */
  readonly configs: Map<string, string>;
  /** A known_hosts file, read at every connection. */
  readonly knownHostsFile: string;
  connect(ssh: Partial<SshAccess>, options?: Partial<ConnectOptions>): Promise<EngineConnection<DockerEngine>>;
  /** The stages that were said, and the error. */
  attempt(
    ssh: Partial<SshAccess>,
    options?: Partial<ConnectOptions>,
  ): Promise<{
    readonly stages: readonly string[];
    readonly code: string;
    readonly message: string;
    readonly field: string | undefined;
  }>;
  trust(host: DockerHost, port?: number): void;
  /** The same host under another name, as `known_hosts` has it. */
  trustAs(host: DockerHost, name: string): void;
  close(): Promise<void>;
}

export function createSshClientWorld(privateKeyPath: string, knownHostsFile: string): SshClientWorld {
  const accepted: AcceptedHostKey[] = [];
  const configs = new Map<string, string>();
  const open: EngineConnection<DockerEngine>[] = [];
  const connector = createSshEngineConnector({
    secrets: { get: async () => null, put: async () => undefined, remove: async () => undefined },
    hostKeys: {
      list: () => accepted,
      add: (key) => void accepted.push(key),
      removeOf: () => undefined,
    },
    agentSocket: null,
    readConfig: async (request) =>
      parseSshConfig(
        `${configs.get(request.host) ?? ''}userknownhostsfile ${knownHostsFile}\nglobalknownhostsfile none\n`,
        request,
        '/nonexistent',
      ),
    now: Date.now,
  });
  const toHost = (ssh: Partial<SshAccess>): SshHostRow => ({
    id: 7 as HostId,
    name: 'remote',
    kind: 'ssh',
    createdAt: 0,
    ssh: {
      address: '',
      port: null,
      user: DEPLOY_USER.name,
      jump: null,
      auth: { method: 'key', path: privateKeyPath },
      hasSecret: false,
      ...ssh,
    },
  });

  async function connect(
    ssh: Partial<SshAccess>,
    options: Partial<ConnectOptions> = {},
  ): Promise<EngineConnection<DockerEngine>> {
    const connection = await connector.connect(toHost(ssh), {
      signal: AbortSignal.timeout(240_000),
      onEvent: () => undefined,
      ...options,
    });
    open.push(connection);
    return connection;
  }

  function trustAs(host: DockerHost, name: string): void {
    const [keyType = '', key = ''] = host.hostKey().split(' ');
    accepted.push({ name, keyType, key, address: host.address });
  }

  return {
    accepted,
    configs,
    knownHostsFile,
    connect,
    async attempt(ssh, options = {}) {
      const stages: string[] = [];
      try {
        const connection = await connect(ssh, { ...options, onStage: (stage) => void stages.push(stage) });
        await connection.close();
        return { stages, code: 'OK', message: '', field: undefined };
      } catch (error) {
        const { code = 'none', message, field } = error as Error & { code?: string; field?: string };
        return { stages, code, message, field };
      }
    },
    trust(host, port = sshPorts.usual) {
      trustAs(host, port === sshPorts.usual ? host.address : `[${host.address}]:${port}`);
    },
    trustAs,
    async close() {
      await Promise.all(open.map((connection) => connection.close()));
      await connector.release(7 as HostId);
    },
  };
}

export const password = (text: string): SshSecret => ({ password: text, passphrase: null });
