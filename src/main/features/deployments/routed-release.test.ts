// Releases of projects that an ingress routes to.
import { describe, expect, it } from 'vitest';
import type { ProjectId } from '../../../contract/ids.ts';
import type { ProjectSettings } from '../../../contract/projects.ts';
import { wellBehaved } from './testing/fake-app.ts';
import { caller, createWorld, type Plane, type World } from './testing/world.ts';

function started(settings: Partial<ProjectSettings> = {}): { world: World; plane: Plane; project: ProjectId } {
  const world = createWorld();
  world.routing.state.isRunning = true;
  const project = world.addProject({ settings });
  const plane = world.boot();
  plane.deployments.start();
  return { world, plane, project };
}

/** It ends before it has listened. */
const failing = { ...wellBehaved, readyAfterMs: 50, exits: { afterMs: 10, code: 1 } };
const containerCalls = (world: World): readonly string[] =>
  world.engine.calls.filter((call) => /^(create|start|stop|remove) minipaas-/.test(call));

describe('a release with an ingress', () => {
  it('has its name as its address', async () => {
    const { world, plane, project } = started();
    const { id } = await world.deploy(plane, project);
    expect(plane.deployments.get({ id })).toMatchObject({
      status: 'running',
      url: `http://project-${project}.localhost`,
    });
    expect(world.row(id).stages.at(-1)).toMatchObject({ detail: `http://project-${project}.localhost` });
    expect(world.routing.servedBy(project)).toBe(id);
    // The port is the container's alone.
    expect(world.projects.get(project)?.publishedPort).toBe(null);
    expect(world.untidiness()).toEqual([]);
  });

  it('is started once, beside the one before it, which is stopped when it has had time to finish', async () => {
    const { world, plane, project } = started({ drainSeconds: 7 });
    const first = await world.deploy(plane, project);
    world.engine.calls.length = 0;
    world.routing.calls.length = 0;
    const stoppedAt: number[] = [];
    world.engine.before = (call) => {
      if (call === `stop minipaas-project-1-${first.id}`) {
        stoppedAt.push(world.clock.now());
      }
    };
    const second = await world.deploy(plane, project);
    await world.pass(10_000);
    expect(containerCalls(world)).toEqual([
      'create minipaas-project-1-2',
      'start minipaas-project-1-2',
      'stop minipaas-project-1-1',
      'remove minipaas-project-1-1',
    ]);
    expect(world.routing.calls).toEqual(['point 2', 'settle 2']);
    expect((stoppedAt[0] ?? 0) - (second.finishedAt ?? 0)).toBeGreaterThanOrEqual(7_000);
    expect(world.untidiness()).toEqual([]);
  });

  it.each([
    ['listens on another port', { ...wellBehaved, listens: [8080] }, 'PORT_NOT_LISTENING'],
    ['listens for itself only', { ...wellBehaved, listens: [], localhostOnly: [3000] }, 'LISTENS_ON_LOCALHOST'],
    ['exits at once', { ...wellBehaved, exits: { afterMs: 0, code: 3 } }, 'CONTAINER_EXITED'],
    ['is never ready', { ...wellBehaved, readyAfterMs: 3_600_000 }, 'PORT_NOT_LISTENING'],
    ['runs out of memory', { ...wellBehaved, exits: { afterMs: 0, code: 137, isOutOfMemory: true } }, 'OUT_OF_MEMORY'],
  ] as const)('that %s never gets a request', async (_what, app, code) => {
    const { world, plane, project } = started();
    const first = await world.deploy(plane, project);
    world.routing.calls.length = 0;
    const second = await world.deploy(plane, project, { ...app, readyAfterMs: 20, ...app });
    expect(second).toMatchObject({ status: 'failed', error: { code } });
    expect(second.error?.hint).not.toBe('');
    expect(world.routing.calls.filter((call) => call.startsWith('point'))).toEqual([]);
    expect(world.routing.servedBy(project)).toBe(first.id);
    expect(world.store.current(project)).toMatchObject({ id: first.id, status: 'running' });
    expect(world.untidiness()).toEqual([]);
  });

  it('that was led to is led away from again when it cannot become current', async () => {
    const { world, plane, project } = started();
    const first = await world.deploy(plane, project);
    const { id } = plane.deployments.create({ id: project }, caller);
    const point = world.routing.router.point;
    Object.assign(world.routing.router, {
      async point(...args: Parameters<typeof point>) {
        await point(...args);
        plane.deployments.cancel({ id });
      },
    });
    await world.ends(id);
    expect(world.row(id).status).toBe('cancelled');
    expect(world.routing.servedBy(project)).toBe(first.id);
    expect(world.untidiness()).toEqual([]);
  });

  it('is not led to while it is stopped', async () => {
    const { world, plane, project } = started();
    const { id } = await world.deploy(plane, project);
    await plane.deployments.stopCurrent(project);
    expect(world.routing.servedBy(project)).toBe(null);
    await plane.deployments.startCurrent(project);
    expect(world.routing.servedBy(project)).toBe(id);
  });

  it('is served on its port again when the ingress is gone', async () => {
    const { world, plane, project } = started();
    await world.deploy(plane, project);
    world.routing.state.isRunning = false;
    const row = await world.deploy(plane, project);
    expect(row.publishedPort).toBe(world.projects.get(project)?.publishedPort);
    expect(plane.deployments.get({ id: row.id }).url).toBe(`http://localhost:${row.publishedPort}`);
    expect(world.untidiness()).toEqual([]);
  });
});

describe('a release of which only one may run', () => {
  it.each([true, false])('starts when the one before it is stopped (ingress: %s)', async (isRouted) => {
    const { world, plane, project } = started();
    world.routing.state.isRunning = isRouted;
    await world.deploy(plane, project);
    world.exclusiveVolumes.push('data');
    world.engine.calls.length = 0;
    const second = await world.deploy(plane, project);
    expect(second.status).toBe('running');
    expect(containerCalls(world).slice(0, 3)).toEqual([
      'stop minipaas-project-1-1',
      'create minipaas-project-1-2',
      'start minipaas-project-1-2',
    ]);
    expect(world.log.texts(second.id, 'build')).toContain(
      'Only one container may write to data: the release that serves is stopped before the new one starts.',
    );
    expect(world.untidiness()).toEqual([]);
  });

  it('gives way to the one before it when it fails', async () => {
    const { world, plane, project } = started({ releaseStrategy: 'recreate' });
    const first = await world.deploy(plane, project);
    const second = await world.deploy(plane, project, failing);
    expect(second.status).toBe('failed');
    expect(world.engine.running()).toMatchObject([{ name: 'minipaas-project-1-1' }]);
    expect(world.routing.servedBy(project)).toBe(first.id);
    expect(world.untidiness()).toEqual([]);
  });

  it('runs beside the other where a person says so', async () => {
    const { world, plane, project } = started({ releaseStrategy: 'rolling' });
    world.exclusiveVolumes.push('data');
    await world.deploy(plane, project);
    world.engine.calls.length = 0;
    await world.deploy(plane, project);
    expect(containerCalls(world)[0]).toBe('create minipaas-project-1-2');
  });
});

describe('two installations on one engine', () => {
  it('never take or remove the image of the other', async () => {
    const { world, plane, project } = started();
    const theirs = { 'minipaas.managed': 'true', 'minipaas.instance': 'another' };
    world.engine.addImage('minipaas/project-1:1', wellBehaved, theirs);
    const first = await world.deploy(plane, project);
    expect(first).toMatchObject({ status: 'running', image: 'minipaas/project-1:1-test' });
    const failed = await world.deploy(plane, project, failing);
    expect(failed.status).toBe('failed');
    await plane.deployments.removeAll(project, { force: false });
    expect(world.engine.imageTags()).toContain('minipaas/project-1:1');
    expect(world.engine.imageTags()).not.toContain('minipaas/project-1:1-test');
  });
});
