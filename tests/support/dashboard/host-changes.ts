// Adding, trying and removing hosts of the world in memory. What goes wrong is what `failures` says of the call.
import { AppError } from '../../../src/contract/app-error.ts';
import type { ConnectStage, Host, HostTest, SshHostInput } from '../../../src/contract/hosts.ts';
import type { HostId } from '../../../src/contract/ids.ts';
import { ago, localHost, sshHost } from './data.ts';
import type { World } from './world.ts';

const stageOf: Readonly<Record<string, ConnectStage>> = {
  SSH_PASSPHRASE_NEEDED: 'prepare',
  SSH_NAME_UNKNOWN: 'name',
  SSH_UNREACHABLE: 'connect',
  HOST_KEY_UNKNOWN: 'hostKey',
  HOST_KEY_CHANGED: 'hostKey',
  SSH_LOGIN_REFUSED: 'login',
  DOCKER_NOT_ON_HOST: 'docker',
};

export function hostChanges(world: () => World) {
  /** A key that was not known is known from the time when somebody sent its fingerprint. */
  const failureOf = (call: string, { hostKeyFingerprint }: SshHostInput): AppError | null => {
    const failure = world().failures.get(call) ?? null;
    if (failure?.code !== 'HOST_KEY_UNKNOWN' || failure.details?.['fingerprint'] !== hostKeyFingerprint) return failure;
    world().failures.clear();
    return null;
  };
  return {
    test(input: SshHostInput): HostTest {
      const error = failureOf('hosts.test', input);
      const machine = `${input.address}:${input.port ?? 22}`;
      const stages: HostTest['stages'] = [
        { stage: 'prepare', isOk: true, detail: input.address },
        { stage: 'name', isOk: true, detail: input.address },
        { stage: 'connect', isOk: true, detail: machine },
        { stage: 'hostKey', isOk: true, detail: input.address },
        { stage: 'login', isOk: true, detail: `${input.user ?? 'root'}@${input.address}` },
        { stage: 'docker', isOk: true, detail: input.address },
      ];
      if (error === null) return { stages, error: null, engine: localHost.engine };
      const reached = stages.slice(0, stages.findIndex(({ stage }) => stage === stageOf[error.code]) + 1);
      const last = reached.length - 1;
      return {
        stages: reached.map((stage, index) => ({ ...stage, isOk: index < last })),
        error: error.toBody(),
        engine: null,
      };
    },
    /** Connects when the test says so: `world.hosts` and the hub. */
    add(input: SshHostInput): Host {
      const failure = failureOf('hosts.add', input);
      if (failure !== null) throw failure;
      const { hosts, fake } = world();
      if (hosts.some(({ name }) => name === input.name))
        throw new AppError('NAME_TAKEN', { name: input.name }, { field: 'name' });
      const host: Host = {
        ...sshHost,
        id: (Math.max(0, ...hosts.map(({ id }) => id)) + 1) as HostId,
        name: input.name,
        ssh: {
          address: input.address,
          port: input.port ?? null,
          user: input.user ?? null,
          jump: input.jump ?? null,
          auth: input.password !== undefined ? 'password' : input.privateKeyPath !== undefined ? 'key' : 'default',
          privateKeyPath: input.privateKeyPath ?? null,
        },
        endpoint: null,
        status: 'connecting',
        engine: null,
        projectCount: 0,
        runningCount: 0,
        connectedAt: null,
      };
      world().hosts = [...hosts, host];
      fake.hub.publish({ type: 'host', host });
      return host;
    },
    remove({ id }: { readonly id: HostId }) {
      const failure = world().failures.get('hosts.remove');
      if (failure !== undefined) throw failure;
      world().hosts = world().hosts.filter((host) => host.id !== id);
      return { id };
    },
  };
}

/** The link of a host that was added comes up. */
export function connectHost(world: World, name: string): void {
  world.hosts = world.hosts.map((host) => {
    if (host.name !== name) return host;
    const { endpoint, engine } = sshHost;
    const connected: Host = { ...host, status: 'connected', endpoint, engine, connectedAt: ago(0) };
    world.fake.hub.publish({ type: 'host', host: connected });
    return connected;
  });
}
