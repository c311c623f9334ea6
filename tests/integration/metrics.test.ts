// What containers use and what bounds them, on the real engine.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostId, ProjectId } from '../../src/contract/ids.ts';
import { systemClock } from '../../src/main/adapters/clock/system-clock.ts';
import { createMetricsStore } from '../../src/main/adapters/sqlite/metrics-store.ts';
import { difference } from '../../src/main/features/metrics/difference.ts';
import type { ContainerReading } from '../../src/main/features/metrics/ports.ts';
import { createMetrics } from '../../src/main/features/metrics/service.ts';
import type { ContainerLimits, ContainerSpec } from '../../src/main/features/deployments/ports.ts';
import { makeTestDatabase } from '../support/database.ts';
import { openTestEngine, type TestEngine } from '../support/docker.ts';
import { insertProject, LOCAL_HOST } from '../support/rows.ts';

const MB = 1024 * 1024;
const busy = ['sh', '-c', 'while :; do :; done'];
/** Thousandths of a processor: less than the busiest machine gives to a program that would take all. */
const LIMIT = 30;
const sleeping = ['sleep', '600'];
/** Holds 48 MB of memory, and then says so. */
const holding = ['sh', '-c', 'dd if=/dev/zero of=/dev/shm/held bs=1M count=48 2>/dev/null; echo held; sleep 600'];
const free: ContainerLimits = {
  memoryBytes: null,
  cpuMillicores: null,
  pidsLimit: null,
  restartPolicy: 'no',
  restartMaxRetries: null,
};

let test: TestEngine;
beforeAll(async () => {
  test = await openTestEngine();
});
afterAll(() => test.close());

async function run(command: readonly string[], change: Partial<ContainerSpec> = {}): Promise<string> {
  const { containers } = test.engine;
  const id = await containers.create(test.spec({ image: await test.imageRunning(command), ...change }));
  await containers.start(id);
  return id;
}

/** So many readings of the engine's stream. */
async function follow(id: string, count: number): Promise<readonly ContainerReading[]> {
  const readings: ContainerReading[] = [];
  const enough = new AbortController();
  await test.engine.stats
    .follow(id, {
      signal: enough.signal,
      onReading(reading) {
        readings.push(reading);
        if (readings.length === count) {
          enough.abort(new Error('enough'));
        }
      },
    })
    .catch((error: unknown) => {
      if (!enough.signal.aborted) {
        throw error;
      }
    });
  return readings;
}

async function hasHeld(id: string): Promise<void> {
  const seen = new AbortController();
  const onLines = (): void => seen.abort();
  await test.engine.containers.followLogs(id, { since: null, signal: seen.signal, onLines }).catch(() => undefined);
}

const hostConfigOf = async (id: string) => (await test.client.docker.getContainer(id).inspect()).HostConfig;
const { signal } = new AbortController();

describe('the use of a container', () => {
  it('is read once and as a stream, and a CPU limit shows in it', async () => {
    const id = await run(busy, { cpuMillicores: LIMIT, memoryBytes: 64 * MB, pidsLimit: 32 });
    const [first, , , last] = await follow(id, 4);
    const used = first === undefined || last === undefined ? null : difference(first, last);
    const millicores = ((used?.cpuMs ?? 0) / (used?.ms ?? 1)) * 1000;
    // How much of it the machine gives is the load’s business, how little the limit’s.
    expect(millicores).toBeGreaterThan(0);
    expect(millicores).toBeLessThan(3 * LIMIT);
    expect(used?.cpuThrottledPeriods).toBeGreaterThan(0);

    const once = await test.engine.stats.read(id, signal);
    expect(once).toMatchObject({ memoryLimitBytes: 64 * MB });
    expect(once?.cpuNanos).toBeGreaterThanOrEqual(last?.cpuNanos ?? Number.POSITIVE_INFINITY);
    expect(await test.engine.stats.listRunning(test.labels, signal)).toContainEqual({
      id,
      labels: expect.objectContaining(test.labels) as Record<string, string>,
    });
  });

  it('is none of one that does not run or is gone, and its stream ends with it', async () => {
    const id = await run(['sleep', '1']);
    await test.engine.stats.follow(id, { signal, onReading: () => undefined });
    expect(await test.engine.stats.read(id, signal)).toBeNull();
    await test.engine.containers.remove(id);
    expect(await test.engine.stats.read(id, signal)).toBeNull();
  });

  it('has no limit where none was set, and is without what is only cached', async () => {
    const id = await run(['sh', '-c', 'dd if=/dev/zero of=/file bs=1M count=40 2>/dev/null; sleep 600']);
    await expect.poll(async () => (await test.engine.stats.read(id, signal))?.memoryLimitBytes).toBeNull();
    await expect.poll(async () => (await test.engine.stats.read(id, signal))?.memoryBytes).toBeLessThan(20 * MB);
  });
});

describe('limits of a container that runs', () => {
  it('are raised, lowered and lifted while it runs, but for memory, which is not lifted', async () => {
    const { containers } = test.engine;
    const id = await run(sleeping);
    const some: ContainerLimits = {
      memoryBytes: 64 * MB,
      cpuMillicores: 500,
      pidsLimit: 50,
      restartPolicy: 'on-failure',
      restartMaxRetries: 4,
    };
    expect(await containers.updateLimits(id, some)).toBe(true);
    expect(await hostConfigOf(id)).toMatchObject({
      Memory: 64 * MB,
      MemorySwap: 64 * MB,
      CpuPeriod: 100_000,
      CpuQuota: 50_000,
      PidsLimit: 50,
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 4 },
    });
    await containers.updateLimits(id, { ...some, memoryBytes: 512 * MB });
    expect(await hostConfigOf(id)).toMatchObject({ Memory: 512 * MB, MemorySwap: 512 * MB });
    await containers.updateLimits(id, { ...free, memoryBytes: 32 * MB });
    expect(await hostConfigOf(id)).toMatchObject({ Memory: 32 * MB, CpuQuota: -1, RestartPolicy: { Name: 'no' } });
    await containers.updateLimits(id, free);
    expect(await hostConfigOf(id)).toMatchObject({ Memory: 32 * MB });
    expect((await containers.inspect(id))?.state).toBe('running');
  });

  it('of memory are refused below what it uses: it lives on with those it had', async () => {
    const { containers } = test.engine;
    const id = await run(holding, { memoryBytes: 128 * MB, cpuMillicores: 500 });
    await hasHeld(id);
    await expect(
      containers.updateLimits(id, { ...free, memoryBytes: 16 * MB, cpuMillicores: 100 }),
    ).rejects.toMatchObject({
      code: 'LIMIT_BELOW_USE',
      field: 'memoryLimitMb',
      message: expect.stringMatching(/uses \d+ MB, more than 16 MB of memory/) as string,
    });
    expect(await hostConfigOf(id)).toMatchObject({ Memory: 128 * MB, CpuQuota: 50_000 });
    expect((await containers.inspect(id))?.state).toBe('running');
    // Stopped, it uses nothing.
    await containers.stop(id, 0);
    expect(await containers.updateLimits(id, { ...free, memoryBytes: 16 * MB })).toBe(true);
  });

  it('cannot be changed of one that is gone', async () => {
    const id = await run(sleeping);
    await test.engine.containers.remove(id);
    expect(await test.engine.containers.updateLimits(id, { ...free, memoryBytes: 64 * MB })).toBe(false);
  });

  it('end an application that needs more memory, and the engine’s events say so', async () => {
    const id = await run(['sh', '-c', 'dd if=/dev/zero of=/dev/shm/held bs=1M count=64'], { memoryBytes: 16 * MB });
    await test.event(({ action, actorId }) => action === 'oom' && actorId === id);
  });
});

describe('metrics', () => {
  const db = makeTestDatabase();
  const project = insertProject(db, 'Busy');
  let metrics: ReturnType<typeof createMetrics>;
  beforeAll(() => {
    metrics = createMetrics({
      store: createMetricsStore(db),
      clock: systemClock,
      labels: test.labels,
      engines: { get: async () => test.engine.stats },
      requests: { requestCounts: async () => null },
      limits: { cpuLimitOf: () => LIMIT },
      history: { endedBetween: () => [] },
      projects: { exists: () => true },
      hosts: { capacityOf: (_id: HostId) => null },
      diagnostics: { debug: () => undefined, warn: () => undefined },
    });
  });
  afterAll(() => metrics.stop());

  const labelled = (id: ProjectId) => ({
    ...test.labels,
    'minipaas.project': String(id),
    'minipaas.deployment': '1',
  });

  it('follow a running release live, and are stored in steps', async () => {
    await run(busy, { cpuMillicores: LIMIT, labels: labelled(project) });
    metrics.start();
    metrics.onHostConnected(LOCAL_HOST);
    await expect
      .poll(async () => (await metrics.live({ id: project, after: 0, waitMs: 3000 }, { signal })).figures)
      .toMatchObject({ containers: 1, cpuLimitMillicores: LIMIT });
    await expect.poll(() => metrics.usage().projects, { interval: 500 }).toMatchObject([{ projectId: project }]);
    const measured = () =>
      metrics.project({ id: project, range: '1h' }).points.filter(({ measuredSeconds }) => measuredSeconds > 0);
    // When the machine gives it as much as it would take is the load's business.
    await expect
      .poll(() => measured().some(({ cpuThrottledShare }) => (cpuThrottledShare ?? 0) > 0), { interval: 500 })
      .toBe(true);
    expect(measured().every(({ cpuMillicores }) => (cpuMillicores ?? 0) > 0 && (cpuMillicores ?? 0) < 3 * LIMIT)).toBe(
      true,
    );
  });
});
