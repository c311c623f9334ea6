// An engine whose containers use what a test says, and time that passes when it says so.
import type { AppError } from '../../../../contract/app-error.ts';
import type { HostId, ProjectId } from '../../../../contract/ids.ts';
import { merge } from '../buckets.ts';
import type { Bucket } from '../ports/steps.ts';
import type {
  BucketAddition,
  ContainerReading,
  ContainerStats,
  MetricsStore,
  PastDeployment,
  RequestCount,
  Subject,
} from '../ports.ts';
import { createMetrics } from '../service.ts';

export const hostId = 1 as HostId;
export const shop = 7 as ProjectId;
export const MB = 1024 * 1024;

export const own = { 'minipaas.managed': 'true', 'minipaas.instance': 'test' };
export const labelsOf = (projectId: ProjectId) => ({
  ...own,
  'minipaas.project': String(projectId),
  'minipaas.deployment': '3',
});

export function reading(change: Partial<ContainerReading> = {}): ContainerReading {
  return {
    at: 1_000_000,
    cpuNanos: 0,
    cpuPeriods: 0,
    cpuThrottledPeriods: 0,
    memoryBytes: 10 * MB,
    memoryLimitBytes: 64 * MB,
    networkInBytes: 0,
    networkOutBytes: 0,
    disk: null,
    processes: 1,
    ...change,
  };
}

export function createTestClock(start = Date.UTC(2026, 0, 1, 12)) {
  let now = start;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  return {
    now: () => now,
    sleep: (ms: number, signal?: AbortSignal): Promise<void> =>
      new Promise((resolve, reject) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
      }),
    /** Everything that follows from what is due happens, too. */
    async pass(ms: number): Promise<void> {
      await settle();
      const until = now + ms;
      for (;;) {
        const next = [...sleepers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) {
          break;
        }
        now = Math.max(now, next.at);
        sleepers.delete(next);
        next.wake();
        await settle();
      }
      now = until;
    },
    settle,
  };
}

/** Long enough for every chain of promises that waits for no time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

function memoryStore() {
  const rows = new Map<string, BucketAddition>();
  const keyOf = ({ kind, id }: Subject): string => `${kind} ${id}`;
  const of = (subject: Subject): readonly BucketAddition[] =>
    [...rows.values()].filter((row) => keyOf(row.subject) === keyOf(subject));
  const store: MetricsStore = {
    add(additions) {
      for (const addition of additions) {
        const key = `${keyOf(addition.subject)} ${addition.step} ${addition.bucket.at}`;
        const before = rows.get(key);
        rows.set(key, before === undefined ? addition : { ...addition, bucket: merge(before.bucket, addition.bucket) });
      }
    },
    read: (subject, step, from, to) =>
      of(subject)
        .filter((row) => row.step === step && row.bucket.at >= from && row.bucket.at < to)
        .map(({ bucket }): Bucket => bucket)
        .sort((a, b) => a.at - b.at),
    oldest: (subject) =>
      of(subject).reduce((oldest: number | null, { bucket }) => Math.min(oldest ?? bucket.at, bucket.at), null),
    outOfMemorySince: () => new Map(),
    removeBefore: () => 0,
  };
  return store;
}

export interface FakeContainer {
  reading: ContainerReading;
  readonly projectId: ProjectId;
  readonly labels: Readonly<Record<string, string>>;
}

/** One host. `containers` is what runs there. */
export function createFixture() {
  const clock = createTestClock();
  const containers = new Map<string, FakeContainer>();
  const followers = new Map<string, Set<(reading: ContainerReading) => void>>();
  const state = {
    failure: null as (() => AppError) | null,
    requests: null as readonly RequestCount[] | null | 'broken',
    counts: 0,
    history: [] as readonly PastDeployment[],
    cpuLimit: null as number | null,
    readings: 0,
    lists: 0,
  };
  const warnings: string[] = [];

  const stats: ContainerStats = {
    async listRunning() {
      state.lists += 1;
      return [...containers].map(([id, { labels }]) => ({ id, labels }));
    },
    async read(id) {
      state.readings += 1;
      return containers.get(id)?.reading ?? null;
    },
    follow: (id, { signal, onReading }) =>
      new Promise((_resolve, reject) => {
        const listening = followers.get(id) ?? new Set();
        followers.set(id, listening.add(onReading));
        signal.addEventListener('abort', () => {
          listening.delete(onReading);
          reject(signal.reason);
        });
      }),
  };

  const metrics = createMetrics({
    store: memoryStore(),
    clock,
    labels: own,
    engines: {
      async get() {
        if (state.failure !== null) {
          throw state.failure();
        }
        return stats;
      },
    },
    requests: {
      async requestCounts() {
        state.counts += 1;
        if (state.requests === 'broken') {
          throw new Error('no such command');
        }
        return state.requests;
      },
    },
    limits: { cpuLimitOf: () => state.cpuLimit },
    history: { endedBetween: () => state.history },
    projects: { exists: (id) => id === shop },
    hosts: { capacityOf: () => ({ cpus: 4, memoryBytes: 8192 * MB }) },
    diagnostics: { debug: () => undefined, warn: (message) => void warnings.push(message) },
  });

  return {
    clock,
    metrics,
    containers,
    state,
    warnings,
    run(id: string, projectId: ProjectId = shop, labels: Readonly<Record<string, string>> = labelsOf(projectId)): void {
      containers.set(id, { projectId, labels, reading: reading({ at: clock.now() }) });
    },
    /** So much is used from now on until it is measured next. */
    async use(id: string, ms: number, change: (before: ContainerReading) => Partial<ContainerReading>): Promise<void> {
      const container = containers.get(id);
      if (container !== undefined) {
        const { reading: before } = container;
        container.reading = { ...before, ...change(before), at: before.at + ms };
      }
      await clock.pass(ms);
    },
    /** What the engine streams to whoever follows. */
    stream(id: string, next: ContainerReading): void {
      for (const listen of followers.get(id) ?? []) {
        listen(next);
      }
    },
    followerCount: (id: string): number => followers.get(id)?.size ?? 0,
    event: (action: string, actorId: string, projectId: ProjectId = shop) =>
      metrics.onContainerEvent(hostId, { action, actorId, attributes: labelsOf(projectId) }),
  };
}
