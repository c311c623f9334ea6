import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import { createFixture, hostId, MB, reading, shop } from './testing/fixture.ts';

const ROUND = 15_000;

async function watching() {
  const fixture = createFixture();
  fixture.run('a');
  fixture.metrics.start();
  fixture.metrics.onHostConnected(hostId);
  await fixture.clock.settle();
  return fixture;
}

const halfACore = (ms: number) => (before: { readonly cpuNanos: number }) => ({ cpuNanos: before.cpuNanos + ms * 5e5 });

describe('metrics of a project', () => {
  it('are measured every 15 seconds, and shown without a gap', async () => {
    const { metrics, use, clock } = await watching();
    for (let round = 0; round < 8; round += 1) {
      await use('a', ROUND, halfACore(ROUND));
    }
    const { points, stepSeconds, knownSince } = metrics.project({ id: shop, range: '1h' });
    expect(stepSeconds).toBe(15);
    expect(points).toHaveLength(8);
    expect(points.every(({ cpuMillicores, measuredSeconds }) => cpuMillicores === 500 && measuredSeconds === 15)).toBe(
      true,
    );
    expect(points[0]).toMatchObject({ memoryBytes: 10 * MB, memoryLimitBytes: 64 * MB, diskReadBytesPerSecond: null });
    expect(Date.parse(knownSince ?? '')).toBeLessThanOrEqual(clock.now());
    const day = metrics.project({ id: shop, range: '24h' });
    expect(day.points).toMatchObject([{ cpuMillicores: 500, measuredSeconds: 120 }]);
    expect(metrics.host({ id: hostId, range: '1h' })).toMatchObject({ cpus: 4, points: { length: 8 } });
  });

  it('add up several containers of a project, and measure their time once', async () => {
    const { metrics, use, run, event, containers } = await watching();
    await use('a', ROUND, halfACore(ROUND));
    run('b');
    event('start', 'b');
    const grow = halfACore(ROUND);
    for (let round = 0; round < 2; round += 1) {
      const other = containers.get('b');
      if (other !== undefined && round === 1) {
        other.reading = { ...other.reading, ...grow(other.reading), at: other.reading.at + ROUND };
      }
      await use('a', ROUND, grow);
    }
    const { points } = metrics.project({ id: shop, range: '1h' });
    expect(points.at(-1)).toMatchObject({ cpuMillicores: 1000, memoryBytes: 20 * MB, measuredSeconds: 15 });
  });

  it('have a gap where the engine was away', async () => {
    const { metrics, use, state, warnings } = await watching();
    await use('a', ROUND, halfACore(ROUND));
    state.failure = () => new AppError('ENGINE_LOST', { host: 'here' });
    for (let round = 0; round < 8; round += 1) {
      await use('a', ROUND, halfACore(ROUND));
    }
    state.failure = null;
    for (let round = 0; round < 2; round += 1) {
      await use('a', ROUND, halfACore(ROUND));
    }
    const { points } = metrics.project({ id: shop, range: '1h' });
    const times = points.map(({ at }) => Date.parse(at));
    expect(points).toHaveLength(2);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(10 * ROUND);
    expect(warnings).toEqual(['A host could not be measured']);
  });

  it('count what happened, also where nothing could be measured', async () => {
    const { metrics, event, clock } = await watching();
    event('oom', 'a');
    event('die', 'a');
    event('start', 'a');
    await clock.settle();
    expect(metrics.project({ id: shop, range: '1h' }).points).toMatchObject([
      { cpuMillicores: null, restarts: 1, outOfMemory: 1 },
    ]);
  });

  it('count the responses of an ingress from one look to the next', async () => {
    const { metrics, state, clock } = await watching();
    const count = (ok: number, failed: number) => {
      state.requests = [{ projectId: shop, responses: [0, ok, 0, 0, failed] }];
    };
    metrics.project({ id: shop, range: '1h' });
    count(1000, 0);
    await clock.pass(ROUND);
    count(1030, 2);
    await clock.pass(ROUND);
    // Its ingress was started anew.
    count(5, 0);
    await clock.pass(ROUND);
    const { points } = metrics.project({ id: shop, range: '24h' });
    expect(points.at(-1)?.responses).toEqual({ '1xx': 0, '2xx': 35, '3xx': 0, '4xx': 0, '5xx': 2 });
  });

  it('count responses once a minute while nobody looks, and measure on when counting fails', async () => {
    const { metrics, state, use, warnings } = await watching();
    for (let round = 0; round < 8; round += 1) {
      await use('a', ROUND, halfACore(ROUND));
    }
    expect(state.counts).toBe(3);
    state.requests = 'broken';
    for (let round = 0; round < 8; round += 1) {
      await use('a', ROUND, halfACore(ROUND));
    }
    expect(warnings).toEqual(['The requests of a host could not be counted']);
    expect(metrics.project({ id: shop, range: '1h' }).points).toHaveLength(16);
  });

  it('name the deployments that ended, and how long they took', async () => {
    const { metrics, state, clock } = await watching();
    const startedAt = clock.now() - 60_000;
    const past = { id: 3 as never, status: 'running', trigger: 'manual', createdAt: startedAt, startedAt } as const;
    state.history = [{ ...past, finishedAt: startedAt + 50_000, buildMs: 41_000 }];
    expect(metrics.project({ id: shop, range: '1h' }).deployments).toMatchObject([
      { id: 3, buildSeconds: 41, totalSeconds: 50, endedAt: new Date(startedAt + 50_000).toISOString() },
    ]);
  });

  it('are of a project that there is', async () => {
    const { metrics } = await watching();
    expect(() => metrics.project({ id: 99 as ProjectId, range: '1h' })).toThrow(/project 99/);
  });
});

describe('the use of every project now', () => {
  it('is known a round after its start', async () => {
    const { metrics, run, event, use, clock } = await watching();
    event('die', 'a');
    run('b');
    event('start', 'b');
    await clock.settle();
    await use('b', ROUND, halfACore(ROUND));
    expect(metrics.usage().projects).toMatchObject([{ projectId: shop, cpuMillicores: 500 }]);
  });

  it('is what was measured last, for as long as it runs and is measured', async () => {
    const { metrics, use, event, state } = await watching();
    state.cpuLimit = 600;
    await use('a', ROUND, (before) => ({ ...halfACore(ROUND)(before), cpuPeriods: 100, cpuThrottledPeriods: 40 }));
    expect(metrics.usage().projects).toMatchObject([
      { projectId: shop, cpuMillicores: 500, cpuLimitMillicores: 600, cpuThrottledShare: 0.4, memoryBytes: 10 * MB },
    ]);
    event('die', 'a');
    expect(metrics.usage().projects).toEqual([]);
  });

  it('asks no engine, and lists its containers only when it is connected anew', async () => {
    const { metrics, clock, state } = await watching();
    await clock.pass(10 * ROUND);
    const { readings } = state;
    metrics.usage();
    expect(state).toMatchObject({ readings, lists: 1 });
    metrics.onHostConnected(hostId);
    await clock.pass(ROUND);
    expect(state.lists).toBe(2);
    await metrics.stop();
  });
});

describe('live figures', () => {
  const signal = new AbortController().signal;

  it('come once a second while somebody asks, and are followed no longer than that', async () => {
    const { metrics, stream, followerCount, clock } = await watching();
    const first = metrics.live({ id: shop, after: 0, waitMs: 5000 }, { signal });
    await clock.settle();
    expect(followerCount('a')).toBe(1);
    stream('a', reading({ at: 1000 }));
    stream('a', reading({ at: 2000, cpuNanos: 25e7 }));
    const { seq, figures } = await first;
    expect(figures).toMatchObject({ containers: 1, cpuMillicores: 250, memoryBytes: 10 * MB });

    const second = metrics.live({ id: shop, after: seq, waitMs: 5000 }, { signal });
    await clock.settle();
    stream('a', reading({ at: 3000, cpuNanos: 35e7 }));
    expect(await second).toMatchObject({ figures: { cpuMillicores: 100 } });
    expect((await second).seq).toBeGreaterThan(seq);

    await clock.pass(11_000);
    stream('a', reading({ at: 14_000, cpuNanos: 4e8 }));
    await clock.settle();
    expect(followerCount('a')).toBe(0);
  });

  it('are none where nothing runs, after the time that was waited', async () => {
    const { metrics, event, clock } = await watching();
    event('die', 'a');
    const asked = metrics.live({ id: shop, after: 0, waitMs: 5000 }, { signal });
    await clock.pass(5000);
    expect((await asked).figures).toBeNull();
  });

  it('end when whoever asked goes away', async () => {
    const { metrics, clock } = await watching();
    const asking = new AbortController();
    const asked = metrics.live({ id: shop, after: 0, waitMs: 5000 }, { signal: asking.signal });
    await clock.settle();
    asking.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
  });
});
