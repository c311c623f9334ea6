import { describe, expect, it } from 'vitest';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import { withValuesOf } from './roll.ts';
import { caller, createWorld, type Plane, type World } from './testing/world.ts';

const plain = (key: string, value: string) => ({ key, isSecret: false as const, value });
const secret = (value: string) => ({ key: 'TOKEN', isSecret: true as const, sealed: `sealed:${value}` });

describe('the variables of a release with one of them changed', () => {
  it('are those of before but for that one', () => {
    const before = [plain('A', '1'), plain('B', '1')];
    const now = [plain('A', '2'), plain('B', '2'), plain('C', '2')];
    expect(withValuesOf(before, now, ['A'])).toEqual([plain('A', '2'), plain('B', '1')]);
    expect(withValuesOf(before, now, ['C'])).toEqual([...before, plain('C', '2')]);
    expect(withValuesOf(before, [], ['A'])).toEqual([plain('B', '1')]);
  });
});

/** An application with a secret and a plain variable, as its first deployment has left it. */
async function running(): Promise<{ world: World; plane: Plane; id: ProjectId }> {
  const world = createWorld();
  const plane = world.boot();
  plane.deployments.start();
  const id = world.addProject();
  world.variables.set(id, [plain('COLOUR', 'red'), secret('one')]);
  expect(await world.deploy(plane, id)).toMatchObject({ status: 'running' });
  return { world, plane, id };
}

function roll(plane: Plane, id: ProjectId): DeploymentId {
  const rolled = plane.deployments.roll(id, ['TOKEN'], null);
  if (rolled === null) {
    throw new Error('Nothing was rolled.');
  }
  return rolled;
}

const envOf = (world: World, id: DeploymentId) => world.engine.envOf(`minipaas-project-1-${id}`);

describe('a release with another value', () => {
  it('takes the image that serves, the new value and nothing else that changed', async () => {
    const { world, plane, id } = await running();
    world.variables.set(id, [plain('COLOUR', 'blue'), secret('two')]);
    const rolled = await world.ends(roll(plane, id));
    expect(rolled).toMatchObject({ status: 'running', trigger: 'environment', imageOf: 1, rollbackOf: null });
    expect(rolled.imageId).toBe(world.row(1 as DeploymentId).imageId);
    expect(rolled.stages.slice(0, 2).map(({ status }) => status)).toEqual(['skipped', 'skipped']);
    expect([envOf(world, rolled.id)?.get('TOKEN'), envOf(world, rolled.id)?.get('COLOUR')]).toEqual(['two', 'red']);
    // The colour still waits: whoever looks goes on seeing that.
    expect(plane.deployments.currentTakenAt(id)).toBe(world.row(1 as DeploymentId).createdAt);
    expect(JSON.stringify(await world.log.tail(rolled.id, 'build', 50))).toContain(
      'runs again with other values of TOKEN',
    );
    expect(world.untidiness()).toEqual([]);
    // And back, as from any release.
    const back = await world.ends(plane.deployments.rollback({ id: 1 as DeploymentId }, caller).id);
    expect(envOf(world, back.id)?.get('TOKEN')).toBe('one');
    expect(world.untidiness()).toEqual([]);
  });

  it('has all of now where nothing else changed', async () => {
    const { world, plane, id } = await running();
    world.variables.set(id, [plain('COLOUR', 'red'), secret('two')]);
    world.clock.advanceTo(world.clock.now() + 1000);
    const rolled = await world.ends(roll(plane, id));
    expect(plane.deployments.currentTakenAt(id)).toBe(rolled.createdAt);
  });

  it('does not undo what was built meanwhile, and what waits gets the value as well', async () => {
    const { world, plane, id } = await running();
    const built = plane.deployments.create({ id }, caller).id;
    await world.reaches(built, 'building');
    const waiting = plane.deployments.create({ id }, caller).id;
    world.variables.set(id, [plain('COLOUR', 'red'), secret('two')]);
    const rolled = roll(plane, id);
    expect(world.row(waiting).status).toBe('queued');
    expect(world.row(waiting).snapshot.variables).toContainEqual(secret('two'));
    await world.ends(built);
    await world.ends(waiting);
    expect(await world.ends(rolled)).toMatchObject({ status: 'running', imageOf: waiting });
    expect(world.row(rolled).imageId).toBe(world.row(waiting).imageId);
    expect(world.untidiness()).toEqual([]);
  });

  it('that was cancelled leaves the one before it, and is tried again on demand', async () => {
    const { world, plane, id } = await running();
    world.variables.set(id, [plain('COLOUR', 'red'), secret('two')]);
    const first = roll(plane, id);
    plane.deployments.cancel({ id: first });
    expect(await world.ends(first)).toMatchObject({ status: 'cancelled' });
    expect(world.store.current(id)).toMatchObject({ id: 1, status: 'running' });
    expect(world.untidiness()).toEqual([]);

    const again = await world.ends(plane.deployments.retry({ id: first }, caller).id);
    expect(again).toMatchObject({ status: 'running', imageOf: 1 });
    expect(envOf(world, again.id)?.get('TOKEN')).toBe('two');
  });

  it('is not made of what does not run', async () => {
    const { world, plane, id } = await running();
    await plane.deployments.stopCurrent(id);
    expect(plane.deployments.roll(id, ['TOKEN'], null)).toBeNull();
    expect(plane.deployments.roll(world.addProject(), ['TOKEN'], null)).toBeNull();
  });
});
