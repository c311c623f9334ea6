import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { EnvSignal } from '../../../contract/environment.ts';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import type { SnapshotVariable } from './ports/deployment-store.ts';
import { wellBehaved } from './testing/fake-app.ts';
import { caller, createWorld, farHostId, type Plane, type World } from './testing/world.ts';

const file = (value: string, key = 'TOKEN'): SnapshotVariable => ({
  key,
  isSecret: true,
  sealed: `sealed:${value}`,
  delivery: 'file',
});
const variable: SnapshotVariable = { key: 'TOKEN', isSecret: true, sealed: 'sealed:one' };

/** An application that has a secret as a file, as its first deployment has left it. */
async function running(variables: readonly SnapshotVariable[] = [file('one')]) {
  const world = createWorld();
  const plane = world.boot();
  plane.deployments.start();
  const id = world.addProject();
  world.variables.set(id, variables);
  const first = await world.deploy(plane, id);
  expect(first).toMatchObject({ status: 'running' });
  return { world, plane, id, first };
}

const nameOf = (id: number): string => `minipaas-secrets-1-${id}-test`;
const filesOf = (world: World, id: number) => Object.fromEntries(world.secrets.volumes.get(nameOf(id))?.files ?? []);
const specOf = (world: World, id: number) => world.engine.specOf(`minipaas-project-1-${id}`);

function change(world: World, plane: Plane, id: ProjectId, value: string, signals: readonly EnvSignal[] = []) {
  world.variables.set(id, [file(value)]);
  return plane.deployments.updateFiles(id, ['TOKEN'], signals, {});
}

describe('a release with secrets as files', () => {
  it('has them in a volume of its own, which it can only read, and its environment has their paths', async () => {
    const { world, plane, id } = await running([file('one'), { key: 'PLAIN', isSecret: false, value: 'plain' }]);
    expect(filesOf(world, 1)).toEqual({ TOKEN: 'one' });
    const spec = specOf(world, 1);
    expect(spec?.mounts).toEqual([{ dockerName: nameOf(1), path: '/run/secrets', isReadOnly: true }]);
    expect([spec?.env.get('TOKEN'), spec?.env.get('TOKEN_FILE')]).toEqual([undefined, '/run/secrets/TOKEN']);
    expect(spec?.env.get('PLAIN')).toBe('plain');
    expect(world.secrets.volumes.get(nameOf(1))?.labels).toMatchObject({
      'minipaas.instance': 'test',
      'minipaas.deployment': '1',
      'minipaas.role': 'secrets',
    });
    // The next one has its own, and that of the one before goes with it.
    world.variables.set(id, [file('two')]);
    const second = await world.deploy(plane, id);
    expect([...world.secrets.volumes.keys()]).toEqual([nameOf(second.id)]);
    expect(world.untidiness()).toEqual([]);
    // Back to the environment: nothing is left of it.
    world.variables.set(id, [variable]);
    const third = await world.deploy(plane, id);
    expect([specOf(world, third.id)?.env.get('TOKEN'), specOf(world, third.id)?.mounts]).toEqual(['one', []]);
    expect(world.secrets.volumes.size).toBe(0);
  });

  it('gets none of those that only a build uses, and a path of the user’s own wins', async () => {
    const path: SnapshotVariable = { key: 'TOKEN_FILE', isSecret: false, value: '/etc/token' };
    const { world } = await running([file('one'), path, { ...file('two', 'BUILD'), scope: 'build' }]);
    expect(filesOf(world, 1)).toEqual({ TOKEN: 'one' });
    expect(specOf(world, 1)?.env.get('TOKEN_FILE')).toBe('/etc/token');
  });

  it('is not made where a volume is in the way, and says which', async () => {
    const { world, plane, id } = await running();
    world.mounts.push({ dockerName: 'minipaas-vol-1-1', path: '/run/secrets' });
    const failed = await world.deploy(plane, id);
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'SECRETS_FOLDER_TAKEN' } });
    expect(world.store.current(id)?.id).toBe(1);
    expect(world.untidiness()).toEqual([]);
  });

  it('that fails takes its files with it', async () => {
    const { world, plane, id } = await running();
    const failed = await world.deploy(plane, id, { exposes: [3000], exits: { afterMs: 50, code: 3 } });
    expect(failed.status).toBe('failed');
    expect(filesOf(world, 1)).toEqual({ TOKEN: 'one' });
    expect(world.untidiness()).toEqual([]);
  });

  it('takes them along to another host, and with the project they are gone', async () => {
    const { world, plane, id } = await running();
    const moved = plane.deployments.moveTo(id, farHostId, null);
    world.farEngine.script = { app: wellBehaved };
    const there = await world.ends(moved?.id as DeploymentId);
    expect(there).toMatchObject({ status: 'running', hostId: farHostId });
    await world.until(() => world.store.listActive().length === 0);
    await world.settle();
    expect([...world.farSecrets.volumes.keys()]).toEqual([nameOf(there.id)]);
    expect(world.secrets.volumes.size).toBe(0);
    await plane.deployments.removeAll(id, { force: false });
    expect(world.farSecrets.volumes.size).toBe(0);
  });
});

describe('another value of a secret that is a file', () => {
  it('goes into the release that serves, and the application is told; nothing is deployed', async () => {
    const { world, plane, id, first } = await running();
    expect(await change(world, plane, id, 'two', ['SIGHUP'])).toEqual({ how: 'updated', isRunning: true });
    expect(filesOf(world, 1)).toEqual({ TOKEN: 'two' });
    expect(world.secrets.sent).toEqual(['SIGHUP to minipaas-project-1-1']);
    expect(world.row(first.id)).toMatchObject({ containerId: first.containerId, status: 'running' });
    expect(world.store.all()).toHaveLength(1);
    const [line] = await world.log.tail(first.id, 'runtime', 1);
    expect(line?.text).toBe('/run/secrets/TOKEN: another value. SIGHUP was sent.');
    expect(world.events).toContainEqual({ type: 'environment', projectId: id });
    // Nothing waits for a release any more.
    expect(world.row(first.id).snapshot.variables).toEqual([file('two')]);
    expect(plane.deployments.currentTakenAt(id)).toBe(world.clock.now());
    // What has it already is not told again, unless that is what is asked for.
    await change(world, plane, id, 'two', ['SIGHUP']);
    expect(world.secrets.sent).toHaveLength(1);
    await plane.deployments.updateFiles(id, ['TOKEN'], ['SIGUSR1'], { isRepeated: true });
    expect(world.secrets.sent.at(-1)).toBe('SIGUSR1 to minipaas-project-1-1');
    expect(world.untidiness()).toEqual([]);
  });

  it('is masked in the log before the application can say it', async () => {
    const { world, plane, id, first } = await running();
    await change(world, plane, id, 'two-is-secret');
    expect(world.log.mask(first.id, 'it is two-is-secret')).not.toContain('two-is-secret');
  });

  it('leaves what else waits for a release waiting', async () => {
    const { world, plane, id, first } = await running();
    world.variables.set(id, [file('two'), file('new', 'OTHER')]);
    const before = plane.deployments.currentTakenAt(id);
    await plane.deployments.updateFiles(id, ['TOKEN', 'OTHER'], [], {});
    expect(filesOf(world, 1)).toEqual({ TOKEN: 'two' });
    expect(world.row(first.id).snapshot.variables).toEqual([file('two')]);
    expect(plane.deployments.currentTakenAt(id)).toBe(before);
  });

  it('is there when an application that was stopped starts, also in a new container', async () => {
    const { world, plane, id, first } = await running();
    await plane.deployments.stopCurrent(id);
    expect(await change(world, plane, id, 'two', ['SIGHUP'])).toEqual({ how: 'updated', isRunning: false });
    expect([filesOf(world, 1), world.secrets.sent]).toEqual([{ TOKEN: 'two' }, []]);
    const [line] = await world.log.tail(first.id, 'runtime', 1);
    expect(line?.text).toBe('/run/secrets/TOKEN: another value.');
    // Somebody removes the container and what it had.
    await world.engine.containers.remove(first.containerId ?? '');
    world.secrets.volumes.clear();
    expect(await change(world, plane, id, 'three')).toEqual({ how: 'updated', isRunning: false });
    await plane.deployments.startCurrent(id);
    expect(filesOf(world, 1)).toEqual({ TOKEN: 'three' });
    expect(world.untidiness()).toEqual([]);
  });

  it('is with what was deployed before it was known; a rollback brings back what was then', async () => {
    const { world, plane, id } = await running();
    world.source.fetchMs = 60_000;
    const made = plane.deployments.create({ id }, caller);
    await world.settle();
    expect(world.row(made.id).status).toBe('building');
    await change(world, plane, id, 'two');
    const second = await world.ends(made.id);
    expect(filesOf(world, second.id)).toEqual({ TOKEN: 'two' });
    await world.until(() => world.store.listActive().length === 0);
    await change(world, plane, id, 'three');
    const back = await world.ends(plane.deployments.rollback({ id: 1 as DeploymentId }, caller).id);
    // With which that one ran last.
    expect(filesOf(world, back.id)).toEqual({ TOKEN: 'two' });
    expect(world.untidiness()).toEqual([]);
  });

  it('waits for a release that is being made, and is in it afterwards', async () => {
    const { world, plane, id } = await running();
    world.engine.script = { app: { ...wellBehaved, readyAfterMs: 3_000 } };
    const made = plane.deployments.create({ id }, caller);
    await world.until(() => world.row(made.id).status === 'starting' && world.secrets.volumes.has(nameOf(made.id)));
    expect(await change(world, plane, id, 'two', ['SIGHUP'])).toEqual({ how: 'underWay' });
    await world.ends(made.id);
    await world.until(() => world.secrets.sent.length > 0);
    expect(filesOf(world, made.id)).toEqual({ TOKEN: 'two' });
    expect(world.secrets.sent).toEqual([`SIGHUP to minipaas-project-1-${made.id}`]);
    await plane.deployments.stop();
    expect(world.untidiness()).toEqual([]);
  });

  it('that cannot be written waits, and can be tried again', async () => {
    const { world, plane, id, first } = await running();
    world.engine.before = (call) => {
      if (call.startsWith('replace')) throw new AppError('HELPER_UNAVAILABLE', { host: 'a', image: 'b', problem: 'c' });
    };
    await expect(change(world, plane, id, 'two')).rejects.toMatchObject({ code: 'HELPER_UNAVAILABLE' });
    expect(world.row(first.id).snapshot.variables).toEqual([file('one')]);
    world.engine.before = null;
    await change(world, plane, id, 'two');
    expect(filesOf(world, 1)).toEqual({ TOKEN: 'two' });
  });
});
