// Projects on their way to another host.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { DeploymentId, ProjectId, VolumeId } from '../../../contract/ids.ts';
import { wellBehaved } from './testing/fake-app.ts';
import { VOLUME_BYTES } from './testing/fake-volume-moves.ts';
import { caller, createWorld, farHostId, hostId, type Plane, type World } from './testing/world.ts';

async function running(): Promise<{ world: World; plane: Plane; project: ProjectId }> {
  const world = createWorld();
  const project = world.addProject();
  const plane = world.boot();
  plane.deployments.start();
  await world.deploy(plane, project);
  return { world, plane, project };
}

const hostOf = (world: World, project: ProjectId) => world.projects.get(project)?.hostId;
const here = (world: World) => [...world.engine.all().map(({ name }) => name), ...world.engine.imageTags()];
const there = (world: World) => [...world.farEngine.all().map(({ name }) => name), ...world.farEngine.imageTags()];

async function move({ world, plane, project }: Awaited<ReturnType<typeof running>>) {
  const made = plane.deployments.moveTo(project, farHostId, caller.userId);
  if (made === null) {
    throw new Error('Something runs: it is a deployment.');
  }
  const row = await world.ends(made.id);
  await world.until(() => world.store.listActive().length === 0);
  return row;
}

describe('a move', () => {
  it('builds and proves it there, makes the host its own, and leaves nothing here', async () => {
    const moving = await running();
    const { world, project } = moving;
    world.source.commit = { sha: 'b'.repeat(40), message: 'Later', author: 'Ada', committedAt: 1 };
    const row = await move(moving);
    expect(row).toMatchObject({ status: 'running', isCurrent: true, hostId: farHostId, movesFrom: hostId });
    // What serves moves, not what was pushed since.
    expect(row.commitSha).toBe('a'.repeat(40));
    expect(hostOf(world, project)).toBe(farHostId);
    expect(there(world)).toEqual(['minipaas-project-1-2', 'minipaas/project-1:2']);
    expect(here(world)).toEqual([]);
    expect(world.store.all().map(({ status, canRollback }) => ({ status, canRollback }))).toEqual([
      { status: 'stopped', canRollback: false },
      { status: 'running', canRollback: true },
    ]);
    expect(row.url).toContain('10.0.0.2');
    // The ingress there has it, that here has lost it.
    expect(world.routing.refreshed.slice(-2)).toEqual([farHostId, hostId]);
    expect(world.log.isComplete(world.row(row.id).id, 'build')).toBe(true);
    expect(world.problems).toEqual([]);
  });

  it('that fails leaves the old release serving, and can be tried again as a move', async () => {
    const moving = await running();
    const { world, plane, project } = moving;
    world.farEngine.script = { app: { ...wellBehaved, answers: 500, listens: [] } };
    const failed = await move(moving);
    expect(failed).toMatchObject({ status: 'failed', movesFrom: hostId });
    expect(hostOf(world, project)).toBe(hostId);
    expect(world.engine.running()).toMatchObject([{ name: 'minipaas-project-1-1' }]);
    expect(there(world)).toEqual([]);

    world.farEngine.script = { app: wellBehaved };
    const again = await world.ends(plane.deployments.retry({ id: failed.id }, caller).id);
    expect(again).toMatchObject({ status: 'running', hostId: farHostId, movesFrom: hostId });
    expect(hostOf(world, project)).toBe(farHostId);
    expect(here(world)).toEqual([]);
  });

  it('works away from a host that is gone; what is left there goes when it is back', async () => {
    const moving = await running();
    const { world, plane, project } = moving;
    world.engine.failure = () => new AppError('ENGINE_LOST', { host: 'this machine' });
    expect(await move(moving)).toMatchObject({ status: 'running', hostId: farHostId });
    expect(hostOf(world, project)).toBe(farHostId);
    world.engine.failure = null;
    expect(world.engine.running()).toHaveLength(1);
    void plane.deployments.onHostConnected(hostId);
    await world.until(() => world.engine.all().length === 0);
  });

  it('is not undone by a deployment that took its place while it waited', async () => {
    const moving = await running();
    const { world, plane, project } = moving;
    world.settings.maxConcurrentBuilds = 0;
    const waiting = plane.deployments.moveTo(project, farHostId, caller.userId);
    const pushed = plane.deployments.create({ id: project }, caller);
    expect(world.row(waiting?.id ?? pushed.id).status).toBe('superseded');
    expect(world.row(pushed.id)).toMatchObject({ hostId: farHostId, movesFrom: hostId });
    world.settings.maxConcurrentBuilds = 1;
    plane.deployments.onSettingsChanged();
    await world.ends(pushed.id);
    expect(hostOf(world, project)).toBe(farHostId);
  });

  it('takes along what was asked for while it was under way', async () => {
    const moving = await running();
    const { world, plane, project } = moving;
    const first = plane.deployments.moveTo(project, farHostId, caller.userId);
    await world.until(() => world.farEngine.activeBuilds() > 0);
    const second = plane.deployments.create({ id: project }, caller);
    expect(world.row(second.id)).toMatchObject({ hostId, movesFrom: null });
    await world.ends(second.id);
    expect(world.row(first?.id ?? second.id).status).toBe('stopped');
    expect(world.row(second.id)).toMatchObject({ status: 'running', hostId: farHostId });
    expect(hostOf(world, project)).toBe(farHostId);
    expect(here(world)).toEqual([]);
  });

  it('is no deployment where nothing runs', () => {
    const world = createWorld();
    const project = world.addProject();
    const plane = world.boot();
    expect(plane.deployments.moveTo(project, farHostId, caller.userId)).toBeNull();
  });

  it('cut off at any moment ends once, with nothing left on either side that nobody needs', async () => {
    for (let afterMs = 0; afterMs <= 4_000; afterMs += 250) {
      const { world, plane, project } = await running();
      plane.deployments.moveTo(project, farHostId, caller.userId);
      await world.pass(afterMs);
      plane.life.end();
      const next = world.boot();
      next.deployments.start();
      await next.deployments.onHostConnected(hostId);
      await next.deployments.onHostConnected(farHostId);
      await world.until(() => [...world.store.listActive(), ...world.store.listWaiting()].length === 0);
      await next.deployments.onHostConnected(hostId);
      expect(hostOf(world, project), `killed after ${afterMs} ms`).toBe(farHostId);
      expect(world.farEngine.running().map(({ name }) => name)).toEqual(['minipaas-project-1-2']);
      expect(world.engine.all()).toEqual([]);
    }
  });
});

describe('a move of what has volumes', () => {
  const volume = 5 as VolumeId;

  async function runningWithVolume() {
    const moving = await running();
    moving.world.volumeMoves.add(volume, { projectId: moving.project, hostId, dockerName: 'data' });
    return moving;
  }
  const stageOf = (world: World, id: DeploymentId) => world.row(id).stages.find(({ name }) => name === 'deploy');

  it('stops what writes, copies, and says what is left', async () => {
    const moving = await runningWithVolume();
    const { world, plane, project } = moving;
    let during: unknown;
    const made = plane.deployments.moveTo(project, farHostId, caller.userId);
    const id = made?.id as DeploymentId;
    world.volumeMoves.script.onCopy = () => {
      during = { old: world.engine.running().length, builds: world.farEngine.activeBuilds() };
    };
    await world.until(() => stageOf(world, id)?.progress?.done === VOLUME_BYTES / 2);
    expect(stageOf(world, id)?.detail).toBe('copying volume 5: 25 MB of 50 MB');
    const row = await world.ends(id);
    await world.until(() => world.store.listActive().length === 0);
    expect(during).toEqual({ old: 0, builds: 0 });
    expect(row.snapshot.mounts).toEqual([{ dockerName: 'volume-5-of-2', path: '/data', broughtVolume: volume }]);
    expect(world.volumeMoves.hostOf(volume)).toBe(farHostId);
    expect(world.volumeMoves.copies()).toEqual([]);
    expect(here(world)).toEqual([]);
    const lines = world.log.texts(id, 'build').join('\n');
    expect(lines).toContain('so that nothing is written while its data is copied');
    expect(lines).toContain('Copied 50 MB in 1.0 s.');
    expect(lines).toMatch(/Left on .*: data\./);
    expect(world.problems).toEqual([]);
  });

  it('that cannot be copied, or does not answer there, leaves it running where it was', async () => {
    for (const fault of ['copy', 'gate', 'cancel'] as const) {
      const moving = await runningWithVolume();
      const { world, plane, project } = moving;
      world.routing.state.isRunning = true;
      world.volumeMoves.script.error =
        fault === 'copy' ? () => new AppError('DISK_FULL', { where: 'the volume data' }) : null;
      world.farEngine.script = { app: fault === 'gate' ? { ...wellBehaved, answers: 500, listens: [] } : wellBehaved };
      const made = plane.deployments.moveTo(project, farHostId, caller.userId);
      const id = made?.id as DeploymentId;
      if (fault === 'cancel') {
        await world.until(() => stageOf(world, id)?.progress != null);
        plane.deployments.cancel({ id });
      }
      const row = await world.ends(id);
      await world.until(() => world.engine.running().length === 1);
      expect(row.status, fault).toBe(fault === 'cancel' ? 'cancelled' : 'failed');
      expect(hostOf(world, project)).toBe(hostId);
      expect(world.volumeMoves.hostOf(volume)).toBe(hostId);
      expect(world.volumeMoves.copies()).toEqual([]);
      expect(there(world)).toEqual([]);
      expect(world.store.current(project)).toMatchObject({ status: 'running', hostId });
      expect(world.routing.servedBy(project)).toBe(1);
    }
  });

  it('whose target is lost while it is copied serves again at once', async () => {
    const moving = await runningWithVolume();
    const { world, plane, project } = moving;
    world.volumeMoves.script.onCopy = () => {
      world.farEngine.failure = () => new AppError('ENGINE_LOST', { host: 'far' });
    };
    world.volumeMoves.script.error = () => new AppError('ENGINE_LOST', { host: 'far' });
    const made = plane.deployments.moveTo(project, farHostId, caller.userId);
    await world.until(() => world.row(made?.id as DeploymentId).status === 'queued');
    await world.until(() => world.engine.running().length === 1);
    expect(hostOf(world, project)).toBe(hostId);
  });

  it('brings them with its first deployment where nothing ran', async () => {
    const world = createWorld();
    const project = world.addProject({ hostId: farHostId });
    world.volumeMoves.add(volume, { projectId: project, hostId, dockerName: 'data' });
    const plane = world.boot();
    plane.deployments.start();
    const row = await world.deploy(plane, project);
    expect(row).toMatchObject({ status: 'running', hostId: farHostId });
    expect(world.volumeMoves.hostOf(volume)).toBe(farHostId);
  });

  it('cut off at any moment ends once, with its data there and nothing half-made', async () => {
    for (let afterMs = 0; afterMs <= 5_000; afterMs += 250) {
      const { world, plane, project } = await runningWithVolume();
      plane.deployments.moveTo(project, farHostId, caller.userId);
      await world.pass(afterMs);
      plane.life.end();
      const next = world.boot();
      next.deployments.start();
      await next.deployments.onHostConnected(hostId);
      await next.deployments.onHostConnected(farHostId);
      await world.until(() => [...world.store.listActive(), ...world.store.listWaiting()].length === 0);
      await next.deployments.onHostConnected(hostId);
      expect(hostOf(world, project), `killed after ${afterMs} ms`).toBe(farHostId);
      expect(world.volumeMoves.hostOf(volume), `killed after ${afterMs} ms`).toBe(farHostId);
      expect(world.volumeMoves.copies()).toEqual([]);
      expect(world.engine.all()).toEqual([]);
      const [mounted] = world.store.current(project)?.snapshot.mounts ?? [];
      expect(mounted?.dockerName).toBe('volume-5-of-2');
    }
  });
});
