import { describe, expect, it } from 'vitest';
import type { ProjectId } from '../../../contract/ids.ts';
import type { ProjectSettings } from '../../../contract/projects.ts';
import { wellBehaved } from './testing/fake-app.ts';
import { createWorld, type Plane, type World } from './testing/world.ts';

const MINUTE = 60_000;

async function twoReleases(settings: Partial<ProjectSettings> = {}): Promise<{
  world: World;
  plane: Plane;
  project: ProjectId;
  first: number;
  second: number;
}> {
  const world = createWorld();
  const project = world.addProject({ settings });
  const plane = world.boot();
  plane.deployments.start();
  const first = await world.deploy(plane, project);
  const second = await world.deploy(plane, project, { ...wellBehaved, exits: { afterMs: 5_000, code: 1 } });
  expect(second.status).toBe('running');
  return { world, plane, project, first: first.id, second: second.id };
}

describe('a release that crashes again and again in its first minutes', () => {
  it('gives way to the one before it, and says so', async () => {
    const { world, project, first, second } = await twoReleases();
    await world.until(() => (world.store.current(project)?.id ?? 0) > second && world.store.listActive().length === 0);
    await world.settle();
    const current = world.store.current(project);
    expect(current).toMatchObject({ status: 'running', rollbackOf: first, trigger: 'rollback', createdBy: null });
    const crashed = world.row(second as never);
    expect(crashed).toMatchObject({ status: 'stopped', isCurrent: false, error: { code: 'RELEASE_CRASHED' } });
    expect(crashed.error?.message).toBe(
      `The release crashed 3 times within its first 5 minutes, so deployment ${first} is brought back.`,
    );
    expect(world.untidiness()).toEqual([]);
  });

  it('is left alone where the project says so', async () => {
    const { world, project, second } = await twoReleases({ autoRollbackMinutes: 0 });
    await world.pass(2 * MINUTE);
    expect(world.store.current(project)).toMatchObject({ id: second, error: null });
  });

  it('gives way as well when it ends and nothing starts it again', async () => {
    const { world, project, first, second } = await twoReleases({ restartPolicy: 'no' });
    await world.until(() => (world.store.current(project)?.id ?? 0) > second && world.store.listActive().length === 0);
    expect(world.store.current(project)).toMatchObject({ status: 'running', rollbackOf: first });
    expect(world.row(second as never)).toMatchObject({ error: { code: 'RELEASE_CRASHED' } });
  });
});

describe('a release that crashes', () => {
  it('stays when it has served for longer', async () => {
    const world = createWorld();
    const project = world.addProject();
    const plane = world.boot();
    plane.deployments.start();
    await world.deploy(plane, project);
    const late = { ...wellBehaved, exits: { afterMs: 6 * MINUTE, code: 1 } };
    const { id } = await world.deploy(plane, project, late);
    await world.pass(30 * MINUTE);
    expect(world.store.current(project)?.id).toBe(id);
  });

  it('stays when there is nothing to go back to', async () => {
    const world = createWorld();
    const project = world.addProject();
    const plane = world.boot();
    plane.deployments.start();
    const { id } = await world.deploy(plane, project, { ...wellBehaved, exits: { afterMs: 2_000, code: 1 } });
    await world.pass(2 * MINUTE);
    expect(world.store.current(project)).toMatchObject({ id, error: null });
  });

  it('is not gone back to, and what was gone back to is not left for a still older one', async () => {
    const { world, plane, project, second } = await twoReleases();
    await world.until(() => (world.store.current(project)?.id ?? 0) > second && world.store.listActive().length === 0);
    const back = world.store.current(project);
    // Whatever crashes it now is not the release.
    for (let crash = 0; crash < 5; crash += 1) {
      world.engine.crash(back?.containerId ?? '');
      await world.pass(10_000);
    }
    expect(world.store.current(project)?.id).toBe(back?.id);
    expect(plane.deployments.runStateOf(project)).not.toBe('none');
  });
});
