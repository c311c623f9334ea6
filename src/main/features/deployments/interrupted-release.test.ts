// Releases that are cut off at the worst moment, one by one: what the sweeps of kill.test.ts and interrupt.test.ts end well
// by luck must also end well when the next attempt does not.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import { wellBehaved } from './testing/fake-app.ts';
import { caller, createWorld, hostId, type Plane, type World } from './testing/world.ts';

interface CutOff {
  readonly world: World;
  readonly project: ProjectId;
  readonly first: DeploymentId;
  readonly second: DeploymentId;
}

/** The program is killed when the second release makes this call of the engine: before the call, or just after it. */
async function cutOffAt(call: string, when: 'before' | 'after'): Promise<CutOff> {
  const world = createWorld();
  const project = world.addProject();
  const plane = world.boot();
  plane.deployments.start();
  const { id: first } = await world.deploy(plane, project);
  world.engine.script = { app: { ...wellBehaved, readyAfterMs: 1_000 } };
  world.engine.before = (made) => {
    if (made === call && when === 'before') {
      plane.life.end();
      throw new AppError('ENGINE_LOST', { host: 'this machine' });
    }
  };
  const { id: second } = plane.deployments.create({ id: project }, caller);
  await world.until(() => {
    if (world.engine.calls.includes(call)) {
      plane.life.end();
    }
    return plane.life.isOver();
  });
  world.engine.before = null;
  return { world, project, first, second };
}

async function startAgain(world: World): Promise<Plane> {
  const plane = world.boot();
  plane.deployments.start();
  // Not waited for: it waits for releases under way, and those for time that passes.
  void plane.deployments.onHostConnected(hostId);
  await world.settle();
  return plane;
}

const isIdle = (world: World): boolean => world.store.listActive().length + world.store.listWaiting().length === 0;
const stopOld = 'stop minipaas-project-1-1';
const startNew = 'start minipaas-project-1-2';

describe('a release that was cut off after the old one was stopped', () => {
  const broken = {
    app: wellBehaved,
    ms: 60_000,
    error: () => new AppError('BUILD_FAILED', { step: 'RUN false', exitCode: 1 }),
  };

  it('serves from the old one again when it then fails to build', async () => {
    const { world, project, first, second } = await cutOffAt(startNew, 'before');
    expect(world.engine.running().map(({ name }) => name)).toEqual(['minipaas-project-1-2-candidate']);
    world.engine.script = broken;
    const plane = await startAgain(world);
    await world.until(() => world.engine.activeBuilds() > 0);
    // Not only in the end: it serves while the next attempt builds.
    expect(world.engine.running()).toMatchObject([{ name: 'minipaas-project-1-1' }]);
    await world.until(() => isIdle(world));
    expect(world.row(second)).toMatchObject({ status: 'failed', attempt: 2, error: { code: 'BUILD_FAILED' } });
    expect(world.store.current(project)).toMatchObject({ id: first, status: 'running' });
    expect(world.untidiness()).toEqual([]);
    await plane.deployments.stop();
  });

  it('does so too when its engine is found only later: what stands still is not taken for stopped', async () => {
    const { world, project, first, second } = await cutOffAt(startNew, 'before');
    world.engine.script = broken;
    world.engine.failure = () => new AppError('DOCKER_NOT_FOUND', { looked: [] });
    const plane = world.boot();
    plane.deployments.start();
    await world.pass(5_000);
    world.engine.failure = null;
    void plane.deployments.onHostConnected(hostId);
    await world.settle();
    expect(world.store.current(project)).toMatchObject({ id: first, status: 'running' });
    await world.until(() => isIdle(world));
    expect(world.row(second).status).toBe('failed');
    expect(world.store.current(project)).toMatchObject({ id: first, status: 'running' });
    expect(world.untidiness()).toEqual([]);
    await plane.deployments.stop();
  });

  it('goes on without another build when the new one runs', async () => {
    const { world, second } = await cutOffAt(startNew, 'after');
    const builds = world.engine.builds.length;
    const plane = await startAgain(world);
    await world.until(() => isIdle(world));
    await world.settle();
    expect(world.row(second)).toMatchObject({ status: 'running', isCurrent: true, attempt: 1 });
    expect(world.engine.builds).toHaveLength(builds);
    expect(world.untidiness()).toEqual([]);
    await plane.deployments.stop();
  });

  it('does not become current when it was to be cancelled', async () => {
    const { world, project, first, second } = await cutOffAt(startNew, 'after');
    world.store.requestCancel(second, world.clock.now());
    const plane = await startAgain(world);
    await world.until(() => isIdle(world));
    expect(world.row(second).status).toBe('cancelled');
    expect(world.store.current(project)).toMatchObject({ id: first, status: 'running' });
    expect(world.untidiness()).toEqual([]);
    await plane.deployments.stop();
  });

  it('waits for an engine that is not there yet', async () => {
    const { world, second } = await cutOffAt(startNew, 'after');
    world.engine.failure = () => new AppError('DOCKER_NOT_FOUND', { looked: [] });
    const plane = world.boot();
    plane.deployments.start();
    await world.pass(120_000);
    expect(world.row(second)).toMatchObject({ status: 'starting', attempt: 1 });
    world.engine.failure = null;
    await plane.deployments.onHostConnected(hostId);
    await world.until(() => isIdle(world));
    await world.settle();
    expect(world.row(second).status).toBe('running');
    expect(world.untidiness()).toEqual([]);
    await plane.deployments.stop();
  });

  it('is given up after as many attempts as any other', async () => {
    const { world, project, first, second } = await cutOffAt(startNew, 'before');
    world.store.patch(second, { attempt: 4 });
    const plane = await startAgain(world);
    await world.until(() => isIdle(world));
    expect(world.row(second)).toMatchObject({ status: 'failed', error: { code: 'INTERRUPTED' } });
    expect(world.store.current(project)).toMatchObject({ id: first, status: 'running' });
    expect(world.untidiness()).toEqual([]);
    await plane.deployments.stop();
  });
});

describe('a release whose engine goes away for a while', () => {
  it.each([stopOld, startNew, 'start minipaas-project-1-2-candidate', 'create minipaas-project-1-2'])(
    'at "%s" is made by a later attempt, and nothing of the first one stays',
    async (call) => {
      const world = createWorld();
      const project = world.addProject();
      const plane = world.boot();
      plane.deployments.start();
      await world.deploy(plane, project);
      world.clock.setRandom(0.9);
      world.engine.before = (made) => {
        if (made === call) {
          world.engine.failure = () => new AppError('ENGINE_LOST', { host: 'this machine' });
          throw world.engine.failure();
        }
      };
      const { id } = plane.deployments.create({ id: project }, caller);
      await world.until(() => world.row(id).attempt === 2);
      world.engine.before = null;
      world.engine.failure = null;
      await world.until(() => isIdle(world));
      await world.settle();
      expect(world.row(id)).toMatchObject({ status: 'running', isCurrent: true });
      expect(world.untidiness()).toEqual([]);
      await plane.deployments.stop();
    },
  );

  it('and that then fails is taken back when the engine is there again', async () => {
    const world = createWorld();
    const project = world.addProject();
    const plane = world.boot();
    plane.deployments.start();
    const { id: first } = await world.deploy(plane, project);
    world.engine.before = (made) => {
      if (made === startNew) {
        // For good, and right then the engine goes.
        world.engine.failure = () => new AppError('ENGINE_LOST', { host: 'this machine' });
        throw new AppError('ENGINE_FAILED', { action: 'start the container', problem: 'no.' });
      }
    };
    const { id } = plane.deployments.create({ id: project }, caller);
    await world.until(() => isIdle(world));
    expect(world.row(id)).toMatchObject({ status: 'failed', error: { code: 'ENGINE_FAILED' } });
    world.engine.before = null;
    world.engine.failure = null;
    await plane.deployments.onHostConnected(hostId);
    expect(world.store.current(project)).toMatchObject({ id: first, status: 'running' });
    expect(world.untidiness()).toEqual([]);
    await plane.deployments.stop();
  });
});

describe('images of a failed deployment', () => {
  it('go also when they have lost their tag', async () => {
    const world = createWorld();
    const project = world.addProject();
    const plane = world.boot();
    plane.deployments.start();
    world.engine.script = {
      app: wellBehaved,
      error() {
        // Built, but the tag went to somebody else before the build was over.
        world.engine.addUntagged({ ...world.labels.own, 'minipaas.project': '1', 'minipaas.deployment': '1' });
        return new AppError('ENGINE_FAILED', { action: 'tag the image', problem: 'no.' });
      },
    };
    const { id } = plane.deployments.create({ id: project }, caller);
    await world.ends(id);
    expect(await world.engine.images.list(world.labels.own)).toEqual([]);
  });
});
