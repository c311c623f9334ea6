import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import { wellBehaved } from './testing/fake-app.ts';
import { caller, createWorld, hostId, type Plane, type World } from './testing/world.ts';

function started(concurrency = 2): { world: World; plane: Plane } {
  const world = createWorld();
  world.settings.maxConcurrentBuilds = concurrency;
  const plane = world.boot();
  plane.deployments.start();
  return { world, plane };
}

const isIdle = (world: World): boolean => world.store.listActive().length + world.store.listWaiting().length === 0;
const statuses = (world: World): string[] => world.store.all().map(({ id, status }) => `${id} ${status}`);

describe('the queue', () => {
  it('works on as many as it may at once, in the order in which they came', async () => {
    const { world, plane } = started(2);
    for (let project = 0; project < 4; project += 1) {
      plane.deployments.create({ id: world.addProject() }, caller);
    }
    await world.settle();
    expect(statuses(world)).toEqual(['1 building', '2 building', '3 queued', '4 queued']);
    const queue = plane.deployments.queue();
    expect(queue.concurrency).toBe(2);
    expect(queue.active.map(({ deployment, projectName }) => [deployment.id, projectName])).toEqual([
      [1, 'Project 1'],
      [2, 'Project 2'],
    ]);
    expect(queue.waiting.map(({ deployment }) => [deployment.id, deployment.queuePosition])).toEqual([
      [3, 1],
      [4, 2],
    ]);
    await world.until(() => isIdle(world));
    expect(statuses(world)).toEqual(['1 running', '2 running', '3 running', '4 running']);
  });

  it('takes more at once as soon as it may', async () => {
    const { world, plane } = started(1);
    for (let project = 0; project < 3; project += 1) {
      plane.deployments.create({ id: world.addProject() }, caller);
    }
    await world.settle();
    expect(world.store.listActive()).toHaveLength(1);
    world.settings.maxConcurrentBuilds = 3;
    plane.deployments.onSettingsChanged();
    expect(world.store.listActive()).toHaveLength(3);
  });

  it('works on one deployment of a project at a time, and the newest that waits replaces the others', async () => {
    const { world, plane } = started(4);
    const project = world.addProject();
    for (let deployment = 0; deployment < 4; deployment += 1) {
      plane.deployments.create({ id: project }, caller);
      await world.settle();
    }
    expect(statuses(world)).toEqual(['1 building', '2 superseded', '3 superseded', '4 queued']);
    await world.until(() => isIdle(world));
    expect(statuses(world)).toEqual(['1 stopped', '2 superseded', '3 superseded', '4 running']);
    expect(world.untidiness()).toEqual([]);
  });

  it('is fair and bounded with a thousand waiting', { timeout: 300_000 }, async () => {
    const { world, plane } = started(3);
    world.engine.script = { app: wellBehaved, ms: 100 };
    const projects = Array.from({ length: 1_000 }, () => world.addProject());
    for (const id of projects) {
      plane.deployments.create({ id }, caller);
    }
    const claimed: DeploymentId[] = [];
    let mostActive = 0;
    await world.until(() => {
      mostActive = Math.max(mostActive, world.store.listActive().length);
      return isIdle(world);
    });
    for (const move of world.store.moves) {
      if (move.to === 'building') {
        claimed.push(move.id);
      }
    }
    expect(mostActive).toBe(3);
    expect(claimed).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
    // Never more than allowed at any moment, by the rows' own account.
    let active = 0;
    for (const { from, to } of world.store.moves) {
      active +=
        (to === 'building' ? 1 : 0) -
        (from === 'building' && to !== 'starting' ? 1 : 0) -
        (from === 'starting' ? 1 : 0);
      expect(active).toBeLessThanOrEqual(3);
    }
    await plane.deployments.stop();
  });

  it('knows every place at every step', async () => {
    const { world, plane } = started(1);
    for (let project = 0; project < 5; project += 1) {
      plane.deployments.create({ id: world.addProject() }, caller);
    }
    const places = (): (number | null)[] =>
      world.store.all().map(({ id }) => plane.deployments.get({ id }).queuePosition);
    const seen: (number | null)[][] = [];
    for (let done = 0; done < 5; done += 1) {
      seen.push(places());
      await world.until(() => world.row((done + 1) as DeploymentId).status === 'running');
    }
    expect(seen).toEqual([
      [null, 1, 2, 3, 4],
      [null, null, 1, 2, 3],
      [null, null, null, 1, 2],
      [null, null, null, null, 1],
      [null, null, null, null, null],
    ]);
  });

  it('moves what waits, says so, and refuses what waits no longer', async () => {
    const { world, plane } = started(1);
    for (let project = 0; project < 4; project += 1) {
      plane.deployments.create({ id: world.addProject() }, caller);
    }
    const order = (): number[] => plane.deployments.queue().waiting.map(({ deployment }) => deployment.id);
    expect(order()).toEqual([2, 3, 4]);
    const moved = plane.deployments.moveInQueue({ id: 4 as DeploymentId, to: 'front' });
    expect(moved.waiting.map(({ deployment }) => [deployment.id, deployment.queuePosition])).toEqual([
      [4, 1],
      [2, 2],
      [3, 3],
    ]);
    plane.deployments.moveInQueue({ id: 2 as DeploymentId, to: 'down' });
    expect(order()).toEqual([4, 3, 2]);
    expect(() => plane.deployments.moveInQueue({ id: 1 as DeploymentId, to: 'up' })).toThrow(
      expect.objectContaining({ code: 'NOT_QUEUED' }),
    );
    await world.until(() => isIdle(world));
    const claimed = world.store.moves.filter(({ to }) => to === 'building').map(({ id }) => id);
    expect(claimed).toEqual([1, 4, 3, 2]);
  });

  it('begins nothing while its host is paused, ends what it has begun, and goes on when resumed', async () => {
    const { world, plane } = started(1);
    for (let project = 0; project < 3; project += 1) {
      plane.deployments.create({ id: world.addProject() }, caller);
    }
    await world.settle();
    const paused = plane.deployments.pauseQueue({ hostId });
    expect(paused.pausedHosts).toMatchObject([{ hostId }]);
    expect(paused.waiting).toMatchObject([
      { isPaused: true, deployment: { queuePosition: 1, estimatedStartAt: null } },
      { isPaused: true, deployment: { queuePosition: 2, estimatedStartAt: null } },
    ]);
    await world.until(() => world.store.listActive().length === 0);
    await world.settle();
    expect(statuses(world)).toEqual(['1 running', '2 queued', '3 queued']);
    expect(plane.deployments.oldestWaitingSince()).toBeNull();
    expect(plane.deployments.resumeQueue({ hostId }).pausedHosts).toEqual([]);
    await world.until(() => isIdle(world));
    expect(statuses(world)).toEqual(['1 running', '2 running', '3 running']);
  });

  it('estimates the start from earlier durations', async () => {
    const { world, plane } = started(1);
    const [a, b] = [world.addProject(), world.addProject()];
    world.engine.script = { app: wellBehaved, ms: 9_900 };
    await world.deploy(plane, a);
    await world.deploy(plane, b);
    const now = world.clock.now();
    plane.deployments.create({ id: a }, caller);
    const second = plane.deployments.create({ id: b }, caller);
    await world.settle();
    expect(plane.deployments.get({ id: second.id }).estimatedStartAt).toBe(new Date(now + 10_000).toISOString());
    expect(plane.deployments.oldestWaitingSince()).toBe(now);
    expect(plane.deployments.activeCount()).toBe(1);
  });

  it('answers before it works', () => {
    const { world, plane } = started();
    const made = plane.deployments.create({ id: world.addProject() }, caller);
    expect(made).toMatchObject({ id: 1, trigger: 'manual', isCurrent: false, attempt: 1 });
    expect(world.store.get(made.id)?.createdBy).toBe(caller.userId);
  });

  it('knows no deployment of a project that is not there', () => {
    const { plane } = started();
    expect(() => plane.deployments.create({ id: 99 as ProjectId }, caller)).toThrow('There is no project 99.');
    expect(() => plane.deployments.get({ id: 99 as DeploymentId })).toThrow('There is no deployment 99.');
    expect(() => plane.deployments.list({ id: 99 as ProjectId, limit: 10 })).toThrow('There is no project 99.');
  });

  it('gives a project’s deployments page by page', async () => {
    const { world, plane } = started();
    const project = world.addProject();
    for (let deployment = 0; deployment < 5; deployment += 1) {
      plane.deployments.create({ id: project }, caller);
    }
    const first = plane.deployments.list({ id: project, limit: 2 });
    const second = plane.deployments.list({ id: project, limit: 2, cursor: first.nextCursor ?? '' });
    const third = plane.deployments.list({ id: project, limit: 2, cursor: second.nextCursor ?? '' });
    expect([first, second, third].map(({ items }) => items.map(({ id }) => id))).toEqual([[5, 4], [3, 2], [1]]);
    expect(third.nextCursor).toBeNull();
    expect(() => plane.deployments.list({ id: project, limit: 2, cursor: 'x' })).toThrow('cursor');
  });
});

describe('a failure that may pass', () => {
  const unreachable = () => new AppError('REPOSITORY_UNREACHABLE', { url: 'https://example.com', problem: 'timeout' });

  it('is tried again after a growing wait, its error kept in view', async () => {
    const { world, plane } = started();
    world.source.error = unreachable;
    world.clock.setRandom(0.5);
    const { id } = plane.deployments.create({ id: world.addProject() }, caller);
    const waits: number[] = [];
    for (const attempt of [2, 3, 4]) {
      await world.until(() => world.row(id).attempt === attempt);
      const row = world.row(id);
      expect(row).toMatchObject({ status: 'queued', error: { code: 'REPOSITORY_UNREACHABLE' } });
      expect(plane.deployments.get({ id })).toMatchObject({ errorCode: 'REPOSITORY_UNREACHABLE', attempt });
      waits.push((row.nextAttemptAt ?? 0) - world.clock.now());
    }
    expect(waits).toEqual([2_500, 5_000, 10_000]);
    expect(await world.ends(id)).toMatchObject({
      status: 'failed',
      attempt: 4,
      error: { code: 'REPOSITORY_UNREACHABLE' },
    });
    expect(world.untidiness()).toEqual([]);
  });

  it('passes', async () => {
    const { world, plane } = started();
    world.source.error = unreachable;
    const { id } = plane.deployments.create({ id: world.addProject() }, caller);
    await world.until(() => world.row(id).attempt === 2);
    world.source.error = null;
    expect(await world.ends(id)).toMatchObject({ status: 'running', attempt: 2, error: null });
    expect(world.log.texts(id, 'build')).toContain('Attempt 2 follows in 3 s.');
    expect(world.untidiness()).toEqual([]);
  });

  it('lets others go first while it waits, and is tried at once when asked', async () => {
    const { world, plane } = started(1);
    world.source.error = unreachable;
    const { id } = plane.deployments.create({ id: world.addProject() }, caller);
    await world.until(() => world.row(id).attempt === 2);
    world.source.error = null;
    const other = plane.deployments.create({ id: world.addProject() }, caller);
    expect(world.row(other.id).status).toBe('building');
    await world.ends(other.id);

    plane.deployments.retry({ id }, caller);
    expect(world.row(id).status).toBe('building');
    expect(await world.ends(id)).toMatchObject({ status: 'running' });
  });

  it('is not tried again when a newer deployment waits', async () => {
    const { world, plane } = started();
    const project = world.addProject();
    world.source.error = unreachable;
    const first = plane.deployments.create({ id: project }, caller);
    await world.settle();
    const second = plane.deployments.create({ id: project }, caller);
    await world.until(() => world.row(first.id).status === 'failed');
    world.source.error = null;
    expect(await world.ends(second.id)).toMatchObject({ status: 'running' });
    expect(world.untidiness()).toEqual([]);
  });

  it('can be cancelled while it waits', async () => {
    const { world, plane } = started();
    world.source.error = unreachable;
    const { id } = plane.deployments.create({ id: world.addProject() }, caller);
    await world.until(() => world.row(id).attempt === 2);
    expect(plane.deployments.cancel({ id })).toMatchObject({ status: 'cancelled', nextAttemptAt: null });
    await world.pass(600_000);
    expect(world.row(id).status).toBe('cancelled');
    expect(world.untidiness()).toEqual([]);
  });
});

describe('retry', () => {
  it('deploys the same commit with the settings of now', async () => {
    const { world, plane } = started();
    const project = world.addProject();
    const failed = await world.deploy(plane, project, { listens: [8080] });
    const settings = world.projects.get(project);
    if (settings !== undefined) {
      world.projects.set(project, { ...settings, settings: { ...settings.settings, port: 8080 } });
    }
    const again = plane.deployments.retry({ id: failed.id }, caller);
    expect(await world.ends(again.id)).toMatchObject({ status: 'running', commitSha: failed.commitSha });
  });

  it('of a rollback goes back again', async () => {
    const { world, plane } = started();
    const project = world.addProject();
    const first = await world.deploy(plane, project);
    await world.deploy(plane, project);
    const back = plane.deployments.rollback({ id: first.id }, caller);
    plane.deployments.cancel({ id: back.id });
    await world.ends(back.id);
    const again = plane.deployments.retry({ id: back.id }, caller);
    expect(await world.ends(again.id)).toMatchObject({
      status: 'running',
      rollbackOf: first.id,
      imageId: first.imageId,
    });
  });

  it('is refused while the deployment is worked on', async () => {
    const { world, plane } = started();
    const { id } = plane.deployments.create({ id: world.addProject() }, caller);
    await world.settle();
    expect(() => plane.deployments.retry({ id }, caller)).toThrow('Project 1 is being deployed.');
  });
});

describe('cancel', () => {
  it('is refused when it is too late', async () => {
    const { world, plane } = started();
    const { id } = await world.deploy(plane, world.addProject());
    expect(() => plane.deployments.cancel({ id })).toThrow('A deployment that is running cannot be cancelled.');
  });

  it('ends what waits at once, and its logs', async () => {
    const { world, plane } = started(1);
    plane.deployments.create({ id: world.addProject() }, caller);
    const { id } = plane.deployments.create({ id: world.addProject() }, caller);
    expect(plane.deployments.cancel({ id })).toMatchObject({ status: 'cancelled', queuePosition: null });
    await world.settle();
    expect(world.log.isComplete(id, 'build')).toBe(true);
  });

  it('shows the stage in which it came', async () => {
    const { world, plane } = started();
    const { id } = plane.deployments.create({ id: world.addProject() }, caller);
    await world.until(() => world.engine.activeBuilds() > 0);
    plane.deployments.cancel({ id });
    const row = await world.ends(id);
    expect(row).toMatchObject({ status: 'cancelled', error: null });
    expect(row.stages[1]).toMatchObject({ name: 'build', status: 'skipped', detail: 'cancelled' });
    expect(world.log.texts(id, 'build').at(-1)).toBe('Cancelled.');
  });
});

describe('a full disk', () => {
  it('leaves no deployment behind: what could not be ended is taken up again', async () => {
    const world = createWorld();
    const { makeCurrent, transition } = world.store;
    let isFull = false;
    const full = () => Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    Object.assign(world.store, {
      makeCurrent() {
        isFull = true;
        throw full();
      },
      transition(...args: Parameters<typeof transition>) {
        if (isFull) {
          throw full();
        }
        return transition(...args);
      },
    });
    const { complete } = world.log;
    Object.assign(world.log, {
      async complete(...args: Parameters<typeof complete>) {
        if (isFull) {
          throw full();
        }
        await complete(...args);
      },
    });
    const plane = world.boot();
    plane.deployments.start();
    const { id } = plane.deployments.create({ id: world.addProject() }, caller);
    await world.until(() => world.problems.some(({ message }) => message === 'Work on a deployment broke off'));
    expect(world.row(id).status).toBe('starting');

    isFull = false;
    Object.assign(world.store, { makeCurrent });
    await world.until(() => isIdle(world));
    expect(world.row(id).status).toBe('running');
    expect(world.untidiness()).toEqual([]);
  });

  it('is what a deployment says that failed for it', async () => {
    const { world, plane } = started();
    world.source.error = () => Object.assign(new Error('write'), { code: 'ENOSPC' });
    const { id } = plane.deployments.create({ id: world.addProject() }, caller);
    await world.until(() => isIdle(world));
    expect(world.row(id)).toMatchObject({ status: 'failed', error: { code: 'DISK_FULL' } });
  });
});
