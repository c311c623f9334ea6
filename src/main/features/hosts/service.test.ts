import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { EngineFacts, Host } from '../../../contract/hosts.ts';
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { ConnectOptions, EngineConnection, HostRow, HostSecrets, HostStore, SshSecret } from './ports.ts';
import type { EngineUpkeep, KnownObjects } from './ports/upkeep.ts';
import { reconnectDelay } from './reconnect.ts';
import { createHosts } from './service.ts';

const local: HostRow = { id: 1 as HostId, name: 'this machine', kind: 'local', createdAt: 0 };
const facts = { version: '29.0.0' } as EngineFacts;
const away = 99 as ProjectId;
const nothingKnown: KnownObjects = {
  deployment: () => null,
  keptImages: () => new Set(),
  hasVolume: () => false,
  isLeftByMove: () => false,
  isDeploying: () => false,
};
const idleUpkeep: EngineUpkeep = {
  ping: async () => 1,
  objects: async () => ({ containers: [], images: [], volumes: [], networks: [] }),
  disk: async () => ({ containers: [], images: [], volumes: [], buildCache: { count: 0, bytes: 0 }, layersBytes: 0 }),
  remove: async () => null,
};

/** A connector whose attempts the test answers, a clock whose sleeps the test ends, and a record of what was announced. */
function fixture() {
  const attempts: ({ readonly [K in 'onStage' | 'secret' | 'hostKeyFingerprint']: ConnectOptions[K] } & {
    readonly host: HostRow;
    resolve(connection: EngineConnection<string>): void;
    reject(error: unknown): void;
  })[] = [];
  const sleeps: { readonly ms: number; wake(): void }[] = [];
  const announced: Host[] = [];
  const connected: string[] = [];
  const waiters: { readonly until: () => boolean; readonly resolve: () => void }[] = [];
  const changed = () => {
    for (const waiter of waiters.filter(({ until }) => until())) {
      waiter.resolve();
    }
  };
  const rows: HostRow[] = [local];
  const removed = new Set<HostId>();
  const store: HostStore = {
    list: () => rows.filter(({ id }) => !removed.has(id)),
    get: (id) => rows.find((row) => row.id === id) ?? null,
    isRemoved: (id) => removed.has(id),
    addSsh: (name, ssh, now) => {
      const row = { id: (rows.length + 1) as HostId, name, kind: 'ssh' as const, createdAt: now, ssh };
      rows.push(row);
      return row;
    },
    update: (id, { name, ssh }) => {
      const at = rows.findIndex((row) => row.id === id);
      const before = rows[at] as HostRow;
      const updated = { ...before, name, ...(ssh === null ? {} : { ssh }) } as HostRow;
      rows[at] = updated;
      return updated;
    },
    remove: (id) => void removed.add(id),
  };
  const kept = new Map<HostId, SshSecret>();
  const secrets: HostSecrets = {
    get: async (id) => kept.get(id) ?? null,
    put: async (id, secret) => void kept.set(id, secret),
    remove: async (id) => void kept.delete(id),
  };
  const forgotten: string[] = [];
  const lost: HostId[] = [];
  const events: AppEvent[] = [];
  const fates: string[] = [];
  const projects = new Map<ProjectId, string>();
  const hosts = createHosts<string>({
    store,
    secrets,
    hostKeys: { list: () => [], add: () => undefined, removeOf: (address) => void forgotten.push(address) },
    connector: {
      connect: (host, { onStage, secret, hostKeyFingerprint }) =>
        new Promise((resolve, reject) => {
          attempts.push({ host, secret, hostKeyFingerprint, onStage, resolve, reject });
          changed();
        }),
    },
    clock: {
      now: () => 1000,
      random: () => 1,
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          sleeps.push({ ms, wake: resolve });
          signal?.addEventListener('abort', () => reject(signal.reason));
          changed();
        }),
    },
    publish: (event: AppEvent) => {
      events.push(event);
      if (event.type === 'host') {
        announced.push(event.host);
        changed();
      }
    },
    projectCount: () => 2,
    runningCount: () => 1,
    projects: {
      list: () => [...projects].map(([id, name]) => ({ id, name })),
      objectsOf: async (id) =>
        id === away ? null : { containers: [`minipaas-${projects.get(id)}-1`], images: [], volumes: [] },
      remove: async (id) => {
        if (id === away) {
          throw new AppError('PROJECT_HOST_AWAY', { name: 'away', problem: '' });
        }
        fates.push(`remove ${projects.get(id)}`);
        projects.delete(id);
      },
      forget: async (id) => {
        fates.push(`forget ${projects.get(id)}`);
        projects.delete(id);
      },
    },
    known: () => nothingKnown,
    own: {},
  });
  const onConnected = (_id: HostId, engine: string): void => {
    connected.push(engine);
    changed();
  };
  const start = () => hosts.start({ onConnected, onLost: (id) => void lost.push(id), onEvent: () => undefined });
  const when = (until: () => boolean) =>
    until() ? Promise.resolve() : new Promise<void>((resolve) => waiters.push({ until, resolve }));
  return {
    hosts,
    attempts,
    sleeps,
    announced,
    connected,
    start,
    when,
    store,
    kept,
    forgotten,
    lost,
    events,
    fates,
    projects,
  };
}

const tool = { labels: { 'minipaas.role': 'ingress' }, state: 'running', imageId: '', networks: [], volumes: [] };

function connection(engine: string) {
  const removals: string[] = [];
  const upkeep: EngineUpkeep = {
    ...idleUpkeep,
    objects: async () => ({
      ...(await idleUpkeep.objects({}, new AbortController().signal)),
      containers: [{ ...tool, id: 'c1', name: 'minipaas-ingress-1', sizeBytes: null }],
      networks: [{ id: 'n1', name: 'minipaas', labels: {} }],
    }),
    remove: async ({ kind, id }) => {
      removals.push(`${kind} ${id}`);
      return kind === 'network' ? 'it has active endpoints' : null;
    },
  };
  const closed = Promise.withResolvers<Error | null>();
  return {
    value: {
      endpoint: 'unix:///x.sock',
      facts: { ...facts, hostName: engine },
      engine,
      upkeep,
      closed: closed.promise,
      close: async () => closed.resolve(null),
    },
    lose: () => closed.resolve(new Error('gone')),
    removals,
  };
}

describe('hosts', () => {
  it('connects, announces it and hands out the engine', async () => {
    const { hosts, attempts, announced, connected, start } = fixture();
    start();
    const engine = hosts.engine(local.id);
    attempts[0]?.resolve(connection('engine').value);
    expect(await engine).toBe('engine');
    expect(connected).toEqual(['engine']);
    expect(announced.at(-1)).toMatchObject({
      status: 'connected',
      endpoint: 'unix:///x.sock',
      projectCount: 2,
      runningCount: 1,
    });
    await hosts.stop();
  });

  it('says why there is no engine, and waits longer after each failure', async () => {
    const { hosts, attempts, sleeps, start, when } = fixture();
    start();
    attempts[0]?.reject(new AppError('DOCKER_NOT_FOUND', { looked: ['/x.sock'] }));
    await when(() => sleeps.length === 1);
    await expect(hosts.engine(local.id)).rejects.toMatchObject({ code: 'DOCKER_NOT_FOUND' });
    sleeps[0]?.wake();
    await when(() => attempts.length === 2);
    attempts[1]?.reject(new AppError('DOCKER_NOT_FOUND', { looked: ['/x.sock'] }));
    await when(() => sleeps.length === 2);
    expect(sleeps.map(({ ms }) => ms)).toEqual([500, 1000]);
    await hosts.stop();
  });

  it('tries at once when asked to, instead of waiting', async () => {
    const { hosts, attempts, sleeps, start, when } = fixture();
    start();
    attempts[0]?.reject(new Error('no'));
    await when(() => sleeps.length === 1);
    const reconnected = hosts.reconnect({ id: local.id });
    await when(() => attempts.length === 2);
    attempts[1]?.resolve(connection('again').value);
    expect(await reconnected).toMatchObject({ status: 'connected' });
    await hosts.stop();
  });

  it('goes on by itself after a loss', async () => {
    const { hosts, attempts, announced, connected, lost, start, when } = fixture();
    start();
    const first = connection('first');
    attempts[0]?.resolve(first.value);
    await when(() => connected.length === 1);
    first.lose();
    await when(() => attempts.length === 2);
    expect(lost).toEqual([local.id]);
    expect(announced.at(-1)).toMatchObject({ status: 'connecting', error: { code: 'ENGINE_LOST' } });
    attempts[1]?.resolve(connection('second').value);
    await when(() => connected.length === 2);
    await hosts.stop();
  });

  it('refuses a host that is not there', () => {
    const { hosts } = fixture();
    expect(() => hosts.get({ id: 9 as HostId })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});

describe('a host over SSH', () => {
  const caller = { signal: new AbortController().signal } as Caller;
  const input = { name: 'web', kind: 'ssh', address: 'web.example', password: 'hunter2' } as const;

  async function added(name = 'web') {
    const world = fixture();
    world.start();
    world.attempts[0]?.resolve(connection('local').value);
    const adding = world.hosts.add({ ...input, hostKeyFingerprint: 'SHA256:x' }, caller);
    world.attempts[1]?.resolve(connection('trial').value);
    await world.when(() => world.attempts.length === 3);
    const web = connection(name);
    world.attempts[2]?.resolve(web.value);
    return { ...world, host: await adding, removals: web.removals };
  }

  it('is tried, kept, and connected to', async () => {
    const { hosts, host, attempts, kept } = await added();
    expect(attempts[1]).toMatchObject({
      secret: { password: 'hunter2', passphrase: null },
      hostKeyFingerprint: 'SHA256:x',
    });
    expect(host).toMatchObject({ name: 'web', kind: 'ssh', status: 'connected', ssh: { auth: 'password' } });
    expect(JSON.stringify(host)).not.toContain('hunter2');
    expect(kept.get(host.id)?.password).toBe('hunter2');
    expect(await hosts.engine(host.id)).toBe('web');
    await hosts.stop();
  });

  it('is not kept when it cannot be used', async () => {
    const { hosts, attempts, store, kept } = fixture();
    const adding = hosts.add(input, caller);
    attempts[0]?.reject(
      new AppError('HOST_KEY_UNKNOWN', { host: 'web', keyType: 'x', fingerprint: 'SHA256:x', hasAuthority: false }),
    );
    await expect(adding).rejects.toMatchObject({ code: 'HOST_KEY_UNKNOWN' });
    expect(store.list()).toEqual([local]);
    expect(kept.size).toBe(0);
    await expect(hosts.add({ ...input, name: 'This Machine' }, caller)).rejects.toMatchObject({ code: 'NAME_TAKEN' });
  });

  it('is removed with its password and its key, but not under its projects', async () => {
    const { hosts, host, projects, kept, forgotten, events, fates } = await added();
    projects.set(4 as ProjectId, 'shop');
    await expect(hosts.remove({ id: host.id })).rejects.toMatchObject({ code: 'HOST_IN_USE', field: 'projects' });
    expect(fates).toEqual([]);
    projects.clear();
    await hosts.remove({ id: host.id });
    expect(hosts.list().map(({ name }) => name)).toEqual(['this machine']);
    expect(kept.size).toBe(0);
    expect(forgotten).toEqual(['web.example']);
    expect(events.at(-1)).toEqual({ type: 'hostRemoved', hostId: host.id });
    await expect(hosts.engine(host.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(hosts.remove({ id: local.id })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await hosts.stop();
  });

  it('is removed with what is said of its projects, which are named', async () => {
    const { hosts, host, projects, fates, removals } = await added();
    projects.set(4 as ProjectId, 'shop').set(5 as ProjectId, 'blog');
    const plan = await hosts.removalPlan({ id: host.id });
    expect(plan).toMatchObject({
      host: { name: 'web' },
      projects: [{ name: 'shop', containers: ['minipaas-shop-1'] }, { name: 'blog' }],
      engineUnreachable: false,
    });
    expect(await hosts.remove({ id: host.id, projects: 'forget' })).toEqual({ ...plan, left: [] });
    expect(fates).toEqual(['forget shop', 'forget blog']);
    expect(removals).toEqual([]);
    await hosts.stop();
  });

  it('is rid of what miniPaaS keeps there for itself, and says what stayed and why', async () => {
    const { hosts, host, removals, store } = await added();
    const tools = ['container minipaas-ingress-1', 'network minipaas'];
    expect(await hosts.removalPlan({ id: host.id })).toMatchObject({ tools, engineUnreachable: false });
    expect(await hosts.remove({ id: host.id })).toMatchObject({
      tools,
      left: [{ name: 'network minipaas', reason: 'it has active endpoints' }],
    });
    expect(removals).toEqual(['container c1', 'network n1']);
    expect(store.isRemoved(host.id)).toBe(true);
    await hosts.stop();
  });

  it('keeps its ingress where another host is the same machine', async () => {
    const { hosts, host, removals } = await added('local');
    expect(await hosts.removalPlan({ id: host.id })).toMatchObject({ tools: [] });
    await hosts.remove({ id: host.id });
    expect(removals).toEqual([]);
    await hosts.stop();
  });

  it('stays with the projects that could not be removed from it', async () => {
    const { hosts, host, projects, fates } = await added();
    projects.set(4 as ProjectId, 'shop').set(away, 'away');
    await expect(hosts.remove({ id: host.id, projects: 'remove' })).rejects.toMatchObject({
      code: 'PROJECT_HOST_AWAY',
    });
    expect(fates).toEqual(['remove shop']);
    expect(await hosts.removalPlan({ id: host.id })).toMatchObject({
      projects: [{ name: 'away', containers: [] }],
      engineUnreachable: true,
    });
    await hosts.remove({ id: host.id, projects: 'forget' });
    expect(hosts.list()).toHaveLength(1);
    await hosts.stop();
  });

  it('is renamed without being connected anew, and this machine too', async () => {
    const { hosts, host, attempts, announced } = await added();
    expect(await hosts.update({ id: host.id, name: 'Shop' }, caller)).toMatchObject({
      name: 'Shop',
      status: 'connected',
    });
    expect(announced.at(-1)).toMatchObject({ name: 'Shop' });
    expect(await hosts.update({ id: local.id, name: 'Desk' }, caller)).toMatchObject({ name: 'Desk' });
    expect(attempts).toHaveLength(3);
    await expect(hosts.update({ id: local.id, name: 'SHOP' }, caller)).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    await expect(hosts.update({ id: local.id, user: 'root' }, caller)).rejects.toMatchObject({ field: 'address' });
    await hosts.stop();
  });

  it('is tried with a change before that is kept, with the password that it has', async () => {
    const { hosts, host, attempts, when, lost, kept, forgotten } = await added();
    const changing = hosts.update({ id: host.id, address: 'new.example', port: 2222 }, caller);
    await expect(hosts.update({ id: host.id, user: 'root' }, caller)).rejects.toMatchObject({ code: 'HOST_BUSY' });
    await when(() => attempts.length === 4);
    expect(attempts[3]).toMatchObject({
      host: { ssh: { address: 'new.example', port: 2222 } },
      secret: { password: 'hunter2' },
    });
    attempts[3]?.resolve(connection('trial').value);
    await when(() => attempts.length === 5);
    expect(lost).toEqual([host.id, host.id]);
    attempts[4]?.resolve(connection('moved').value);
    expect(await changing).toMatchObject({ status: 'connected', ssh: { address: 'new.example', port: 2222 } });
    expect(await hosts.engine(host.id)).toBe('moved');
    expect(kept.get(host.id)?.password).toBe('hunter2');
    expect(forgotten).toEqual(['web.example']);
    await hosts.stop();
  });

  it('stays as it is when the change does not work, unless somebody insists', async () => {
    const { hosts, host, attempts, when, kept } = await added();
    const refused = hosts.update({ id: host.id, password: 'wrong' }, caller);
    await when(() => attempts.length === 4);
    attempts[3]?.reject(new AppError('SSH_UNREACHABLE', { host: 'web', port: 22, problem: 'no answer' }));
    await expect(refused).rejects.toMatchObject({ code: 'SSH_UNREACHABLE' });
    expect(kept.get(host.id)?.password).toBe('hunter2');
    expect(hosts.get({ id: host.id })).toMatchObject({ status: 'connected' });

    const insisted = hosts.update({ id: host.id, password: 'later', force: true }, caller);
    await when(() => attempts.length === 5);
    attempts[4]?.reject(new AppError('SSH_UNREACHABLE', { host: 'web', port: 22, problem: 'no answer' }));
    expect(await insisted).toMatchObject({ status: 'unreachable', error: { code: 'SSH_UNREACHABLE' } });
    expect(kept.get(host.id)?.password).toBe('later');
    await hosts.stop();
  });

  it('says how far a test came', async () => {
    const { hosts, attempts, store } = fixture();
    const testing = hosts.test(input, caller);
    attempts[0]?.onStage?.('name', 'web.example');
    attempts[0]?.onStage?.('connect', 'web.example:22');
    attempts[0]?.reject(new AppError('SSH_UNREACHABLE', { host: 'web', port: 22, problem: 'no answer' }));
    expect(await testing).toMatchObject({
      stages: [
        { stage: 'name', isOk: true },
        { stage: 'connect', isOk: false },
      ],
      error: { code: 'SSH_UNREACHABLE' },
      engine: null,
    });
    const again = hosts.test(input, caller);
    attempts[1]?.resolve(connection('web').value);
    expect(await again).toMatchObject({ error: null, engine: facts });
    expect(store.list()).toEqual([local]);
  });
});

describe('reconnectDelay', () => {
  it('doubles up to half a minute and is half random', () => {
    expect([1, 2, 3, 20].map((attempt) => reconnectDelay(attempt, 1))).toEqual([500, 1000, 2000, 30_000]);
    expect(reconnectDelay(3, 0)).toBe(1000);
  });
});
