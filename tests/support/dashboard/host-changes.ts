// Adding, trying and removing hosts of the world in memory. What goes wrong is what `failures` says of the call.
import { AppError } from '../../../src/contract/app-error.ts';
import type {
  DiskUse,
  HostLinkFacts,
  HostRemoval,
  HostRemovalPlan,
  PrunePlan,
  PruneResult,
} from '../../../src/contract/host-upkeep.ts';
import type {
  ConnectStage,
  Host,
  HostTest,
  ProjectsOfRemovedHost,
  SshHostInput,
  UpdateHostInput,
} from '../../../src/contract/hosts.ts';
import type { HostId } from '../../../src/contract/ids.ts';
import { ago, localHost, sshHost } from './data.ts';
import { diskUse } from './host-data.ts';
import type { World } from './world.ts';

interface ById {
  readonly id: HostId;
}

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
  const hostOf = (id: HostId): Host => {
    const found = world().hosts.find((host) => host.id === id);
    if (found === undefined) throw new AppError('NOT_FOUND', { what: `host ${id}` });
    return found;
  };
  const put = (host: Host): Host => {
    world().hosts = world().hosts.map((other) => (other.id === host.id ? host : other));
    world().fake.hub.publish({ type: 'host', host });
    return host;
  };
  const planOf = (id: HostId): HostRemovalPlan => {
    const { name, status } = hostOf(id);
    const projects = [...world().projects.values()].filter(({ hostId }) => hostId === id);
    const isUnreachable = status !== 'connected';
    return {
      host: { id, name },
      projects: projects.map((project) => ({
        id: project.id,
        name: project.name,
        containers: isUnreachable ? [] : [`minipaas-${project.slug}-41`],
        images: isUnreachable ? [] : [`minipaas/${project.slug}:41`, `minipaas/${project.slug}:40`],
        volumes: [],
      })),
      tools: isUnreachable ? [] : ['container minipaas-ingress-3f2a91c0', 'network minipaas'],
      engineUnreachable: isUnreachable,
    };
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
    update({ id, name, force, address, port, user, jump }: UpdateHostInput): Host {
      const failure = world().failures.get('hosts.update');
      if (failure !== undefined && force !== true) throw failure;
      const old = hostOf(id);
      const ssh = old.ssh === null ? null : { ...old.ssh, ...given({ address, port, user, jump }) };
      const error = failure?.toBody() ?? null;
      return put({ ...old, name: name ?? old.name, ssh, error, status: error === null ? old.status : 'unreachable' });
    },
    get: ({ id }: ById): Host => hostOf(id),
    removalPlan: ({ id }: ById): HostRemovalPlan => planOf(id),
    remove({ id, projects: fate }: ById & { readonly projects?: ProjectsOfRemovedHost | undefined }): HostRemoval {
      const failure = world().failures.get('hosts.remove');
      if (failure !== undefined) throw failure;
      const plan = planOf(id);
      if (plan.projects.length > 0 && fate === undefined)
        throw new AppError('HOST_IN_USE', { host: plan.host.name, projects: plan.projects.length });
      for (const project of plan.projects) world().projects.delete(project.id);
      world().hosts = world().hosts.filter((host) => host.id !== id);
      world().fake.hub.publish({ type: 'hostRemoved', hostId: id });
      return { ...plan, left: [] };
    },
    link: ({ id }: ById): HostLinkFacts => ({
      roundTrip: { medianMs: 23.4, fastestMs: 21.9, slowestMs: 31.2, samples: 5 },
      ssh:
        hostOf(id).kind === 'local'
          ? null
          : { connections: 2, channels: 7, sessions: 0, maxSessions: 8, transport: 'streamlocal' },
    }),
    disk(): DiskUse {
      const failure = world().failures.get('hosts.disk');
      if (failure !== undefined) throw failure;
      return diskUse;
    },
    prunePlan: (): PrunePlan => ({ items: world().prunable }),
    prune({ keys = [] }: { readonly keys?: string[] | undefined }): PruneResult {
      const items = world().prunable.filter(({ key }) => keys.includes(key));
      const isKept = ({ key }: { readonly key: string }): boolean => world().inUse.has(key);
      world().prunable = world().prunable.filter((item) => !items.includes(item) || isKept(item));
      return {
        removed: items.filter((item) => !isKept(item)),
        kept: items.filter(isKept).map(({ key, name }) => ({ key, name, reason: 'it is used by now' })),
      };
    },
  };
}

function given<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
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
