// Releases after they have become current: what people and engines do with them, and what they say.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import { wellBehaved } from './testing/fake-app.ts';
import { caller, createWorld, hostId, type Plane, type World } from './testing/world.ts';

async function running(policy: 'unless-stopped' | 'no' = 'unless-stopped'): Promise<{
  world: World;
  plane: Plane;
  project: ProjectId;
  id: DeploymentId;
}> {
  const world = createWorld();
  const project = world.addProject({ settings: { restartPolicy: policy } });
  const plane = world.boot();
  plane.deployments.start();
  const { id } = await world.deploy(plane, project);
  return { world, plane, project, id };
}

const containerOf = (world: World, id: DeploymentId): string => world.row(id).containerId ?? '';

describe('a current release', () => {
  it('is known to run from the moment it is current, and not known to a process that has only read of it', async () => {
    const { world, project, id } = await running();
    const later = world.boot();
    expect(later.deployments.runStateOf(project)).toBe('unknown');
    const plane = world.boot();
    plane.deployments.start();
    world.clock.advanceTo(world.clock.now() + 1);
    const seen: string[] = [];
    const next = world.addProject();
    plane.deployments.create({ id: next }, caller);
    await world.until(() => {
      const current = plane.deployments.currentOf(next);
      if (current !== null) {
        seen.push(plane.deployments.runStateOf(next));
      }
      return current?.status === 'running';
    });
    expect(new Set(seen)).toEqual(new Set(['running']));
    expect(world.row(id).isCurrent).toBe(true);
  });

  it('is not known to run while its engine is away, and looked at when it is back', async () => {
    const { world, plane, project } = await running();
    plane.deployments.onHostLost(hostId);
    expect(plane.deployments.runStateOf(project)).toBe('unknown');
    await world.until(() => world.events.some((event) => event.type === 'project' && event.projectId === project));
    await plane.deployments.onHostConnected(hostId);
    expect(plane.deployments.runStateOf(project)).toBe('running');
  });

  it('is stopped, started and restarted', async () => {
    const { world, plane, project, id } = await running();
    expect(plane.deployments.runStateOf(project)).toBe('running');

    await plane.deployments.stopCurrent(project);
    expect(world.row(id)).toMatchObject({ status: 'stopped', isCurrent: true, error: null });
    expect(plane.deployments.runStateOf(project)).toBe('stopped');
    expect(world.engine.running()).toEqual([]);
    await plane.deployments.stopCurrent(project);

    await plane.deployments.startCurrent(project);
    expect(world.row(id).status).toBe('running');
    expect(plane.deployments.runStateOf(project)).toBe('running');
    expect(world.engine.running()).toHaveLength(1);

    await plane.deployments.restartCurrent(project);
    expect(world.row(id).status).toBe('running');
    expect(world.engine.calls.filter((call) => call.startsWith('restart'))).toHaveLength(1);
    await world.settle();
    expect(world.log.texts(id, 'runtime')).toEqual([
      'Start of the release.',
      'listening',
      'Stopped.',
      'Started.',
      'listening',
      'Restarting.',
      'listening',
    ]);
  });

  it('is made anew from its image when somebody removed its container', async () => {
    const { world, plane, project, id } = await running();
    const before = world.row(id);
    await world.engine.containers.remove(containerOf(world, id));
    await plane.deployments.onHostConnected(hostId);
    expect(world.row(id)).toMatchObject({ status: 'stopped', error: { code: 'ENGINE_FAILED' } });

    await plane.deployments.startCurrent(project);
    const after = world.row(id);
    expect(after).toMatchObject({ status: 'running', publishedPort: before.publishedPort, error: null });
    expect(after.containerId).not.toBe(before.containerId);
    expect(world.untidiness()).toEqual([]);
  });

  it('cannot be started when its image is gone as well', async () => {
    const { world, plane, project, id } = await running();
    await world.engine.containers.remove(containerOf(world, id));
    await world.engine.images.remove(`minipaas/project-1:${id}`);
    await expect(plane.deployments.startCurrent(project)).rejects.toMatchObject({ code: 'IMAGE_GONE' });
  });

  it('is nothing to stop before the first deployment, nor while it is replaced', async () => {
    const { world, plane, project } = await running();
    await expect(plane.deployments.stopCurrent(world.addProject())).rejects.toMatchObject({ code: 'NOTHING_RUNNING' });
    world.engine.script = { app: { ...wellBehaved, readyAfterMs: 5_000 } };
    const { id } = plane.deployments.create({ id: project }, caller);
    await world.reaches(id, 'starting');
    await expect(plane.deployments.stopCurrent(project)).rejects.toMatchObject({ code: 'PROJECT_BUSY' });
    await world.ends(id);
  });

  it('that ends by itself is shown as stopped, with its last words', async () => {
    const { world, plane, project, id } = await running('no');
    world.engine.print(containerOf(world, id), 'Error: database went away');
    await world.settle();
    world.engine.crash(containerOf(world, id), 2);
    await world.settle();
    expect(world.row(id)).toMatchObject({
      status: 'stopped',
      isCurrent: true,
      error: {
        code: 'APPLICATION_STOPPED',
        message: 'The application exited with code 2. Its last words: Error: database went away',
      },
    });
    expect(plane.deployments.runStateOf(project)).toBe('stopped');
    expect(world.events.at(-1)).toMatchObject({ type: 'queue' });
    expect(world.events.filter(({ type }) => type === 'project').length).toBeGreaterThan(0);
  });

  it('that is restarted by the engine stays the running one', async () => {
    const { world, plane, project, id } = await running();
    world.engine.crash(containerOf(world, id));
    await world.settle();
    expect(world.row(id).status).toBe('running');
    expect(plane.deployments.runStateOf(project)).toBe('restarting');
    await world.pass(10_000);
    expect(plane.deployments.runStateOf(project)).toBe('running');
  });

  it('follows what somebody does with the engine’s own tools', async () => {
    const { world, plane, id } = await running();
    await world.engine.containers.stop(containerOf(world, id), 10);
    await world.settle();
    expect(world.row(id).status).toBe('stopped');
    await world.engine.containers.start(containerOf(world, id));
    await world.settle();
    expect(world.row(id)).toMatchObject({ status: 'running', error: null });
    await plane.deployments.stop();
  });

  it('takes no notice of containers of others', async () => {
    const { world, plane, id } = await running();
    const before = world.events.length;
    for (const labels of [{}, { 'minipaas.deployment': '1' }, { ...world.labels.own, 'minipaas.deployment': 'x' }]) {
      plane.deployments.onContainerEvent(hostId, {
        type: 'container',
        action: 'die',
        actorId: 'c',
        attributes: labels,
      });
    }
    await world.settle();
    expect(world.events).toHaveLength(before);
    expect(world.row(id).status).toBe('running');
  });

  it('is seen again after the engine was away', async () => {
    const { world, plane, project, id } = await running();
    const container = containerOf(world, id);
    await plane.deployments.stop();
    plane.life.end();
    world.engine.kill(container, 1);

    const next = world.boot();
    world.engine.failure = () => new AppError('ENGINE_LOST', { host: 'this machine' });
    next.deployments.start();
    await world.settle();
    expect(next.deployments.runStateOf(project)).toBe('unknown');
    expect(world.row(id).status).toBe('running');
    world.engine.failure = null;
    await next.deployments.onHostConnected(hostId);
    expect(next.deployments.runStateOf(project)).toBe('stopped');
    expect(world.row(id)).toMatchObject({ status: 'stopped', error: { code: 'APPLICATION_STOPPED' } });
    expect(world.problems).toEqual([]);
  });
});

describe('orphans', () => {
  it('of this installation are removed, and nobody else’s', async () => {
    const { world, plane, id } = await running();
    const spec = world.engine.specOf(`minipaas-project-1-${id}`);
    if (spec === undefined) {
      throw new Error('The release has a container.');
    }
    const put = (name: string, labels: Record<string, string>) =>
      world.engine.containers.create({ ...spec, name, labels });
    await put('minipaas-left-candidate', { ...spec.labels, 'minipaas.role': 'candidate' });
    await put('minipaas-unknown-candidate', {
      ...spec.labels,
      'minipaas.role': 'candidate',
      'minipaas.deployment': '77',
    });
    await put('minipaas-unknown-release', { ...spec.labels, 'minipaas.deployment': '77' });
    await put('minipaas-other-installation', {
      ...spec.labels,
      'minipaas.instance': 'another',
      'minipaas.role': 'candidate',
    });
    await put('helper', { ...world.labels.own });
    const { 'minipaas.role': _, ...ofImage } = spec.labels;
    await put('started-by-hand-from-our-image', { ...ofImage, 'minipaas.deployment': '77' });
    await put('committed-from-our-container', { ...spec.labels, 'minipaas.deployment': '77' });
    await put('foreign', {});
    await plane.deployments.onHostConnected(hostId);
    expect(world.engine.all().map(({ name }) => name)).toEqual([
      `minipaas-project-1-${id}`,
      'minipaas-unknown-release',
      'minipaas-other-installation',
      'helper',
      'started-by-hand-from-our-image',
      'committed-from-our-container',
      'foreign',
    ]);
  });
});

describe('removing a project', () => {
  it('names what is there, then takes all of it', async () => {
    const { world, plane, project } = await running();
    const other = world.addProject();
    await world.deploy(plane, project);
    await world.deploy(plane, other);
    const objects = await plane.deployments.listObjects(project);
    expect(objects).toMatchObject({
      containers: ['minipaas-project-1-2'],
      images: ['minipaas/project-1:1', 'minipaas/project-1:2'],
    });
    expect(objects.logBytes).toBeGreaterThan(100);

    await plane.deployments.removeAll(project, { force: false });
    expect(await plane.deployments.listObjects(project)).toEqual({ containers: [], images: [], logBytes: 0 });
    expect(world.engine.imageTags()).toEqual(['minipaas/project-2:3']);
    expect(world.engine.running()).toMatchObject([{ name: 'minipaas-project-2-3' }]);
  });

  it('ends what is worked on and what waits', async () => {
    const { world, plane, project } = await running();
    plane.deployments.create({ id: project }, caller);
    await world.until(() => world.engine.activeBuilds() > 0);
    plane.deployments.create({ id: project }, caller);
    const removed = plane.deployments.removeAll(project, { force: false });
    let isRemoved = false;
    void removed.then(() => {
      isRemoved = true;
    });
    await world.until(() => isRemoved);
    expect(world.engine.activeBuilds()).toBe(0);
    expect(world.engine.all()).toEqual([]);
    expect(world.engine.imageTags()).toEqual([]);
    expect(world.store.all().map(({ status }) => status)).toEqual(['running', 'cancelled', 'cancelled']);
  });

  it('takes what was pulled too, and leaves alone the tag that is not ours', async () => {
    const world = createWorld();
    const project = world.addProject({ source: { kind: 'image', reference: 'nginx' } });
    world.engine.registry.set('nginx', wellBehaved);
    const plane = world.boot();
    plane.deployments.start();
    await world.deploy(plane, project);
    await plane.deployments.removeAll(project, { force: false });
    expect(world.engine.imageTags()).toEqual(['nginx']);
  });

  it('leaves on the host what is there where that is wanted, and asks no engine', async () => {
    const { world, plane, project, id } = await running();
    world.engine.failure = () => new AppError('ENGINE_LOST', { host: 'this machine' });
    await plane.deployments.removeAll(project, { force: false, isLeftOnHost: true });
    world.engine.failure = null;
    expect(world.engine.running()).toHaveLength(1);
    expect(world.engine.imageTags()).toHaveLength(1);
    expect(world.log.texts(id, 'build')).toEqual([]);
  });

  it('needs the engine, unless it is forced', async () => {
    const { world, plane, project, id } = await running();
    world.engine.failure = () => new AppError('ENGINE_LOST', { host: 'this machine' });
    await expect(plane.deployments.listObjects(project)).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    await expect(plane.deployments.removeAll(project, { force: false })).rejects.toMatchObject({
      code: 'PROJECT_HOST_AWAY',
      field: 'force',
      hint: expect.stringContaining('force') as string,
    });
    expect(world.log.texts(id, 'build').length).toBeGreaterThan(0);
    await plane.deployments.removeAll(project, { force: true });
    expect(world.log.texts(id, 'build')).toEqual([]);
  });
});
