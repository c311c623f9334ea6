import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import { createWorld, hostId, type Plane, type World } from './testing/world.ts';

async function running(): Promise<{ world: World; plane: Plane; id: DeploymentId; container: string }> {
  const world = createWorld();
  const plane = world.boot();
  plane.deployments.start();
  const { id, containerId } = await world.deploy(plane, world.addProject());
  return { world, plane, id, container: containerId ?? '' };
}

const output = (world: World, id: DeploymentId): readonly string[] =>
  world.log
    .lines(id, 'runtime')
    .filter(({ stream }) => stream !== 'system')
    .map(({ text }) => text);

async function next(world: World, kill: Parameters<World['boot']>[0] = {}): Promise<Plane> {
  const plane = world.boot(kill);
  plane.deployments.start();
  await world.settle();
  return plane;
}

describe('a runtime log', () => {
  it('has every line once, wherever the program is killed', { timeout: 60_000 }, async () => {
    for (let killAt = 1; killAt <= 60; killAt += 1) {
      for (const when of ['before', 'after'] as const) {
        const { world, plane, id, container } = await running();
        await plane.deployments.stop();
        plane.life.end();
        world.engine.print(container, 'line 1');
        world.engine.print(container, 'line 2');

        const killed = await next(world, { killAt, when }).catch(() => null);
        for (let line = 3; line <= 8; line += 1) {
          world.engine.print(container, `line ${line}`);
          await world.settle();
        }
        killed?.life.end();
        world.engine.print(container, 'line 9');

        const last = await next(world);
        world.engine.print(container, 'line 10');
        await world.settle();
        expect(output(world, id), `killed ${when} call ${killAt}`).toEqual([
          'listening',
          ...Array.from({ length: 10 }, (_, index) => `line ${index + 1}`),
        ]);
        await last.deployments.stop();
      }
    }
  });

  it('goes on after the engine was away and after its container was started again', async () => {
    const { world, plane, id, container } = await running();
    world.engine.failure = () => new AppError('ENGINE_LOST', { host: 'this machine' });
    world.engine.cutConnections();
    await world.settle();
    world.engine.print(container, 'while nobody listened');
    await world.pass(3_000);
    world.engine.failure = null;
    await plane.deployments.onHostConnected(hostId);
    await world.settle();
    expect(output(world, id)).toEqual(['listening', 'while nobody listened']);

    world.engine.kill(container);
    await world.settle();
    await world.engine.containers.start(container);
    await world.settle();
    expect(output(world, id)).toEqual(['listening', 'while nobody listened', 'listening']);
    await plane.deployments.stop();
  });

  it('masks the secrets of its release, also after a start of the program', async () => {
    const world = createWorld();
    const project = world.addProject();
    world.variables.set(project, [{ key: 'API_KEY', isSecret: true, sealed: 'sealed:hunter2' }]);
    const plane = await next(world);
    const { id, containerId } = await world.deploy(plane, project, { listens: [3000], prints: ['key hunter2'] });
    await plane.deployments.stop();
    plane.life.end();
    world.log.forget(id);
    world.engine.print(containerId ?? '', 'still hunter2');
    const later = await next(world);
    await world.settle();
    expect(output(world, id)).toEqual(['key ***', 'still ***']);
    await later.deployments.stop();
  });

  it('stays empty rather than unmasked while secrets cannot be opened, and catches up', async () => {
    const world = createWorld();
    const project = world.addProject();
    world.variables.set(project, [{ key: 'API_KEY', isSecret: true, sealed: 'sealed:hunter2' }]);
    const plane = await next(world);
    const { id, containerId } = await world.deploy(plane, project);
    await plane.deployments.stop();
    plane.life.end();
    world.log.forget(id);
    world.keychain.locked = () => new AppError('KEYCHAIN_UNAVAILABLE', { problem: 'locked' });
    world.engine.print(containerId ?? '', 'hunter2');
    const later = await next(world);
    await world.pass(1_000);
    expect(output(world, id)).toEqual(['listening']);

    world.keychain.locked = null;
    await world.pass(60_000);
    expect(output(world, id)).toEqual(['listening', '***']);
    await later.deployments.stop();
  });

  it('holds both starts of a release that replaced another, and says which is which', async () => {
    const { world, plane } = await running();
    const second = await world.deploy(plane, world.store.all()[0]?.projectId as never);
    expect(world.log.texts(second.id, 'runtime')).toEqual([
      'Trial start, beside the release that serves.',
      'listening',
      'Start of the release.',
      'listening',
    ]);
    await plane.deployments.stop();
  });

  it('holds what the application said when it was replaced, and is complete then', async () => {
    const world = createWorld();
    const project = world.addProject();
    const plane = await next(world);
    const first = await world.deploy(plane, project, { listens: [3000], farewell: 'goodbye' });
    // While this line is written, the application is stopped and says its last words.
    world.log.delay = async (texts) => {
      if (texts.includes('busy')) {
        await world.clock.sleep(500);
      }
    };
    world.engine.before = (call) => {
      if (call === 'create minipaas-project-1-2') {
        world.engine.print(first.containerId ?? '', 'busy');
      }
    };
    await world.deploy(plane, project);
    await world.until(() => world.log.isComplete(first.id, 'runtime'));
    expect(output(world, first.id)).toEqual(['busy', 'goodbye']);
    expect(world.problems).toEqual([]);
  });
});
