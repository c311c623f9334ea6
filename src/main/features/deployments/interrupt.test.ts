// A deployment is cancelled, the program is stopped in good order, or one engine call fails: each at every single step.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import { wellBehaved } from './testing/fake-app.ts';
import { caller, createWorld, hostId, type World } from './testing/world.ts';

const events = [
  { type: 'step', index: 1, total: 2, name: 'FROM node', status: 'started' },
  { type: 'log', stream: 'stdout', text: 'hello' },
  { type: 'step', index: 1, total: 2, name: 'FROM node', status: 'succeeded' },
] as const;

/** A world in which a first release serves, so that the second has something to harm. */
async function served(): Promise<{ world: World; project: ProjectId; first: DeploymentId }> {
  const world = createWorld();
  const project = world.addProject();
  world.variables.set(project, [{ key: 'TOKEN', isSecret: true, sealed: 'sealed:one', delivery: 'file' }]);
  const plane = world.boot();
  plane.deployments.start();
  const { id } = await world.deploy(plane, project);
  await plane.deployments.stop();
  plane.life.end();
  world.engine.script = { app: wellBehaved, events, ms: 1_000, abortMs: 300 };
  return { world, project, first: id };
}

function expectServing(world: World, project: ProjectId): void {
  expect(world.untidiness()).toEqual([]);
  expect(world.store.current(project)?.status).toBe('running');
  expect(world.engine.running().map(({ publishedPort }) => publishedPort)).toEqual([
    world.projects.get(project)?.publishedPort,
  ]);
}

const isIdle = (world: World): boolean => world.store.listActive().length + world.store.listWaiting().length === 0;

async function countCalls(): Promise<number> {
  const { world, project } = await served();
  const plane = world.boot();
  plane.deployments.start();
  await world.settle();
  const before = plane.life.calls();
  await world.deploy(plane, project);
  return plane.life.calls() - before;
}

describe('a cancel', () => {
  it('at any step ends as cancelled or too late, with nothing left over', { timeout: 60_000 }, async () => {
    const calls = await countCalls();
    const statuses = new Set<string>();
    for (let at = 1; at <= calls; at += 1) {
      const { world, project, first } = await served();
      let target: DeploymentId | null = null;
      let offset = Number.POSITIVE_INFINITY;
      let wasBuildingAtEnd = false;
      const plane = world.boot({
        onCall(call) {
          if (call === offset + at) {
            // As a request would come: in between.
            queueMicrotask(() => {
              const row = target === null ? null : world.store.get(target);
              if (row !== null && ['queued', 'building', 'starting'].includes(row.status)) {
                plane.deployments.cancel({ id: row.id });
              }
            });
          }
        },
      });
      plane.deployments.start();
      await world.settle();
      offset = plane.life.calls();
      target = plane.deployments.create({ id: project }, caller).id;
      await world.until(() => {
        const row = target === null ? null : world.store.get(target);
        wasBuildingAtEnd ||= row?.status === 'cancelled' && world.engine.activeBuilds() > 0;
        return isIdle(world);
      });
      await world.pass(100);

      const row = world.row(target);
      statuses.add(row.status);
      expect(['cancelled', 'running'], `cancelled at call ${at}`).toContain(row.status);
      expect(wasBuildingAtEnd, 'cancelled only when the engine has let go').toBe(false);
      expect(world.store.current(project)?.id).toBe(row.status === 'cancelled' ? first : row.id);
      expectServing(world, project);
      expect(world.problems).toEqual([]);
      await plane.deployments.stop();
    }
    expect([...statuses].sort()).toEqual(['cancelled', 'running']);
  });
});

describe('a stop of the program', () => {
  it('at any step requeues without counting the attempt, and the next start goes on', { timeout: 60_000 }, async () => {
    const calls = await countCalls();
    for (let at = 1; at <= calls; at += 1) {
      const { world, project } = await served();
      let offset = Number.POSITIVE_INFINITY;
      const { promise: stopped, resolve } = Promise.withResolvers<void>();
      const plane = world.boot({
        onCall(call) {
          if (call === offset + at) {
            queueMicrotask(() => void plane.deployments.stop().then(resolve));
          }
        },
      });
      plane.deployments.start();
      await world.settle();
      offset = plane.life.calls();
      const { id } = plane.deployments.create({ id: project }, caller);
      let isStopped = false;
      void stopped.then(() => {
        isStopped = true;
      });
      await world.until(() => isStopped);
      plane.life.end();

      const row = world.row(id);
      expect(['queued', 'running'], `stopped at call ${at}`).toContain(row.status);
      expect(row.attempt).toBe(1);
      expect(world.engine.activeBuilds()).toBe(0);
      // Applications go on while the program is away.
      expect(world.engine.running()).toHaveLength(1);

      const next = world.boot();
      next.deployments.start();
      await next.deployments.onHostConnected(hostId);
      await world.until(() => isIdle(world));
      await world.pass(100);
      expect(world.row(id)).toMatchObject({ status: 'running', isCurrent: true });
      expectServing(world, project);
      await next.deployments.stop();
    }
  });
});

describe('an engine call that fails', () => {
  const failures = {
    'for good': () => new AppError('ENGINE_FAILED', { action: 'do that', problem: 'no.' }),
    'for a while': () => new AppError('ENGINE_LOST', { host: 'this machine' }),
  };

  it.each(Object.entries(failures))('%s leaves a release that serves', { timeout: 60_000 }, async (name, failure) => {
    const isTransient = name === 'for a while';
    let calls = 0;
    {
      const { world, project } = await served();
      const plane = world.boot();
      plane.deployments.start();
      const before = world.engine.calls.length;
      await world.deploy(plane, project);
      calls = world.engine.calls.length - before;
      await plane.deployments.stop();
    }
    for (let at = 1; at <= calls; at += 1) {
      const { world, project, first } = await served();
      const plane = world.boot();
      plane.deployments.start();
      let call = 0;
      world.engine.before = () => {
        call += 1;
        if (call === at) {
          throw failure();
        }
      };
      const { id } = plane.deployments.create({ id: project }, caller);
      await world.until(() => isIdle(world));
      await plane.deployments.onHostConnected(hostId);
      await world.pass(100);

      const row = world.row(id);
      // Tidying up after the switch may fail: the release stands.
      expect([isTransient ? 'running' : 'failed', 'running'], `at engine call ${at}`).toContain(row.status);
      const hasFailed = row.status === 'failed';
      expect(row.error?.code).toBe(hasFailed ? 'ENGINE_FAILED' : undefined);
      expect(world.store.current(project)?.id).toBe(hasFailed ? first : id);
      expectServing(world, project);
      await plane.deployments.stop();
    }
    expect(calls).toBeGreaterThan(10);
  });

  it('retries a deployment at once when its engine is back', async () => {
    const { world, project } = await served();
    const plane = world.boot();
    plane.deployments.start();
    await world.settle();
    world.engine.failure = () => new AppError('ENGINE_LOST', { host: 'this machine' });
    const { id } = plane.deployments.create({ id: project }, caller);
    await world.settle();
    const waiting = world.row(id);
    expect(waiting).toMatchObject({ status: 'queued', attempt: 2, error: { code: 'ENGINE_LOST' } });
    expect(waiting.nextAttemptAt).toBeGreaterThan(world.clock.now());

    world.engine.failure = null;
    const connected = plane.deployments.onHostConnected(hostId);
    await world.settle();
    expect(world.row(id).status).toBe('building');
    await connected;
    await world.ends(id);
    expectServing(world, project);
    await plane.deployments.stop();
  });
});
