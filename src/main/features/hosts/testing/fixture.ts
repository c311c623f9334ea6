import { AppError } from '../../../../contract/app-error.ts';
import type { AppEvent } from '../../../../contract/events.ts';
import type { EngineFacts, Host } from '../../../../contract/hosts.ts';
import type { HostId, ProjectId } from '../../../../contract/ids.ts';
import type { ConnectOptions, EngineConnection, HostRow, HostSecrets, HostStore, SshSecret } from '../ports.ts';
import type { EngineUpkeep, KnownObjects } from '../ports/upkeep.ts';
import { createHosts } from '../service.ts';

export const local: HostRow = { id: 1 as HostId, name: 'this machine', kind: 'local', createdAt: 0 };
export const facts = { version: '29.0.0' } as EngineFacts;
export const away = 99 as ProjectId;
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
export function fixture() {
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

export function connection(engine: string) {
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
