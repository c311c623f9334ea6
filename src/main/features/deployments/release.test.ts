import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { ErrorCode } from '../../../contract/errors.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import { type FakeApp, wellBehaved } from './testing/fake-app.ts';
import { caller, createWorld, type Plane, type World } from './testing/world.ts';

function started(): { world: World; plane: Plane; project: ProjectId } {
  const world = createWorld();
  const project = world.addProject();
  const plane = world.boot();
  plane.deployments.start();
  return { world, plane, project };
}

const port = (world: World, project: ProjectId): number | null => world.projects.get(project)?.publishedPort ?? null;

describe('a first release', () => {
  it('becomes current on a port of its own', async () => {
    const { world, plane, project } = started();
    const row = await world.deploy(plane, project);

    expect(row).toMatchObject({ status: 'running', isCurrent: true, error: null, canRollback: true });
    expect(row.url).toBe(`http://localhost:${row.publishedPort}`);
    expect(port(world, project)).toBe(row.publishedPort);
    expect(row.stages.map(({ name, status, detail }) => [name, status, detail])).toEqual([
      ['source', 'succeeded', 'main at aaaaaaa'],
      ['build', 'succeeded', 'built'],
      ['image', 'succeeded', 'minipaas/project-1:1, 4.8 MB'],
      ['deploy', 'succeeded', 'healthy after 0.0 s'],
      ['route', 'succeeded', row.url],
    ]);
    expect(world.untidiness()).toEqual([]);
    expect(world.problems).toEqual([]);
  });

  it('has a port that stays when its container is started again', async () => {
    const { world, plane, project } = started();
    const row = await world.deploy(plane, project);
    await plane.deployments.restartCurrent(project);
    expect(world.engine.running()).toMatchObject([{ publishedPort: row.publishedPort }]);
  });

  it('takes another port when the one it was to have is used by a foreign program', async () => {
    const { world, plane, project } = started();
    world.clock.setRandom(0);
    world.engine.foreignPorts.add(20_000).add(20_001);
    expect(await world.deploy(plane, project)).toMatchObject({ status: 'running', publishedPort: 20_002 });
    expect(world.log.texts(1 as never, 'build').join('\n')).toContain(
      'Port 20000 of the host is used by another program',
    );
    expect(world.untidiness()).toEqual([]);
  });

  it('never takes the port of another project, even a stopped one', async () => {
    const { world, plane, project } = started();
    world.clock.setRandom(0);
    const first = await world.deploy(plane, project);
    await plane.deployments.stopCurrent(project);
    const second = await world.deploy(plane, world.addProject());
    expect([first.publishedPort, second.publishedPort]).toEqual([20_000, 20_001]);
  });
});

describe('a release that replaces another', () => {
  it('proves the image beside the old release and moves the port last', async () => {
    const { world, plane, project } = started();
    const first = await world.deploy(plane, project);
    world.engine.calls.length = 0;
    const second = await world.deploy(plane, project);

    expect(second).toMatchObject({
      status: 'running',
      isCurrent: true,
      publishedPort: first.publishedPort,
      url: first.url,
    });
    expect(world.row(first.id)).toMatchObject({ status: 'stopped', isCurrent: false, canRollback: true });
    expect(world.engine.calls.filter((call) => /^(create|start|stop|remove) minipaas-/.test(call))).toEqual([
      'create minipaas-project-1-2-candidate',
      'start minipaas-project-1-2-candidate',
      'create minipaas-project-1-2',
      'stop minipaas-project-1-1',
      'start minipaas-project-1-2',
      'stop minipaas-project-1-2-candidate',
      'remove minipaas-project-1-2-candidate',
      'stop minipaas-project-1-1',
      'remove minipaas-project-1-1',
    ]);
    expect(world.untidiness()).toEqual([]);
  });

  it('starts the old one again when the new one fails on the port itself', async () => {
    const { world, plane, project } = started();
    const first = await world.deploy(plane, project);
    world.engine.calls.length = 0;
    world.engine.before = (call) => {
      if (call === 'start minipaas-project-1-2') {
        throw new AppError('ENGINE_FAILED', { action: 'start the container', problem: 'no.' });
      }
    };
    const second = await world.deploy(plane, project);

    expect(second).toMatchObject({ status: 'failed', error: { code: 'ENGINE_FAILED' }, containerId: null });
    expect(world.engine.calls.filter((call) => /^(create|start|stop|remove) minipaas-/.test(call)).slice(4)).toEqual([
      'stop minipaas-project-1-2',
      'remove minipaas-project-1-2',
      'start minipaas-project-1-1',
      'stop minipaas-project-1-2-candidate',
      'remove minipaas-project-1-2-candidate',
    ]);
    expect(world.store.current(project)).toMatchObject({ id: first.id, status: 'running' });
    expect(world.engine.running()).toMatchObject([{ publishedPort: first.publishedPort }]);
    expect(world.untidiness()).toEqual([]);
  });

  it('goes straight to the port when the old one is stopped, and leaves it stopped when it fails', async () => {
    const { world, plane, project } = started();
    const first = await world.deploy(plane, project);
    await plane.deployments.stopCurrent(project);
    expect(await world.deploy(plane, project, { listens: [] })).toMatchObject({ status: 'failed' });
    expect(world.store.current(project)).toMatchObject({ id: first.id, status: 'stopped' });
    expect(world.untidiness()).toEqual([]);

    world.engine.calls.length = 0;
    expect(await world.deploy(plane, project)).toMatchObject({ status: 'running', publishedPort: first.publishedPort });
    expect(world.engine.calls.some((call) => call.includes('candidate'))).toBe(false);
    expect(world.untidiness()).toEqual([]);
  });

  it('tells clients of both deployments', async () => {
    const { world, plane, project } = started();
    await world.deploy(plane, project);
    world.events.length = 0;
    await world.deploy(plane, project);
    const told = world.events.flatMap((event) =>
      event.type === 'deployment' ? [`${event.deployment.id} ${event.deployment.status}`] : [],
    );
    expect(told.filter((text, index) => told.indexOf(text) === index)).toEqual([
      '2 building',
      '2 starting',
      '2 running',
      '1 stopped',
    ]);
  });
});

describe('a bad release', () => {
  interface Bad {
    readonly name: string;
    readonly app: FakeApp;
    readonly code: ErrorCode;
    readonly says: string;
    readonly hint?: string;
    readonly healthPath?: string;
  }
  const bad: readonly Bad[] = [
    {
      name: 'crashes at its start',
      app: {
        exits: { afterMs: 20, code: 3 },
        prints: ['boot', 'Error: no database', '    at main.js:1', 'Node.js v24'],
      },
      code: 'CONTAINER_EXITED',
      says: 'exited with code 3 before it was ready. Its last words: Error: no database',
    },
    {
      name: 'runs out of memory',
      app: { exits: { afterMs: 20, code: 137, isOutOfMemory: true } },
      code: 'OUT_OF_MEMORY',
      says: 'more than its 256 MB',
    },
    {
      name: 'listens on another port',
      app: { listens: [8080], exposes: [3000] },
      code: 'PORT_NOT_LISTENING',
      says: 'Nothing answered on port 3000 within 10 s',
      hint: 'listens on 8080',
    },
    { name: 'is never ready', app: {}, code: 'PORT_NOT_LISTENING', says: 'port 3000', hint: 'variable PORT' },
    {
      name: 'listens on localhost only',
      app: { localhostOnly: [3000] },
      code: 'LISTENS_ON_LOCALHOST',
      says: 'localhost only',
    },
    {
      name: 'fails its health path',
      app: { listens: [3000], answers: 503 },
      healthPath: '/up',
      code: 'HEALTH_CHECK_FAILED',
      says: '/up did not become healthy within 10 s: it answered 503',
    },
    {
      name: 'is unhealthy by its own check',
      app: { listens: [3000], healthCheck: 'unhealthy', readyAfterMs: 2_000 },
      code: 'HEALTH_CHECK_FAILED',
      says: 'HEALTHCHECK of the image',
    },
    {
      name: 'is never heard of by its own check',
      app: { listens: [3000], healthCheck: 'healthy', readyAfterMs: 60_000 },
      code: 'HEALTH_CHECK_FAILED',
      says: 'it has not reported yet',
    },
  ];

  it.each(bad)('that $name leaves the old one serving and says why', async ({ app, code, says, hint, healthPath }) => {
    const { world, plane, project } = started();
    const first = await world.deploy(plane, project);
    const before = world.projects.get(project);
    if (before !== undefined && healthPath !== undefined) {
      world.projects.set(project, { ...before, settings: { ...before.settings, healthPath } });
    }
    const second = await world.deploy(plane, project, app);

    expect(second).toMatchObject({ status: 'failed', isCurrent: false, error: { code } });
    expect(second.error?.message).toContain(says);
    expect(second.error?.hint).toContain(hint ?? '');
    expect(second.stages.find(({ name }) => name === 'deploy')?.status).toBe('failed');
    expect(world.log.texts(second.id, 'build')).toContain(second.error?.message);
    expect(world.store.current(project)?.id).toBe(first.id);
    expect(world.engine.running()).toMatchObject([{ publishedPort: first.publishedPort }]);
    expect(world.untidiness()).toEqual([]);
    expect(world.problems).toEqual([]);
  });

  it.each(bad)('that $name leaves nothing where nothing was', async ({ app, code, healthPath }) => {
    const { world, plane } = started();
    const project = world.addProject({ settings: { healthPath: healthPath ?? null } });
    expect(await world.deploy(plane, project, app)).toMatchObject({ status: 'failed', error: { code } });
    expect(world.engine.all()).toEqual([]);
    expect(world.untidiness()).toEqual([]);
  });

  it('that crashes only twice is waited for', async () => {
    const { world, plane, project } = started();
    const app = { ...wellBehaved, readyAfterMs: 500 };
    world.engine.script = { app };
    const { id } = plane.deployments.create({ id: project }, caller);
    for (let crash = 0; crash < 2; crash += 1) {
      await world.until(() => world.engine.running().length === 1);
      const [container] = world.engine.running();
      world.engine.crash(container?.id ?? '');
    }
    expect(await world.ends(id)).toMatchObject({ status: 'running' });
  });
});

describe('a rollback', () => {
  it('runs the kept image again with the settings and variables of then, without a build', async () => {
    const { world, plane, project } = started();
    world.variables.set(project, [{ key: 'COLOUR', isSecret: false, value: 'red' }]);
    const first = await world.deploy(plane, project);
    const settings = world.projects.get(project);
    if (settings !== undefined) {
      world.projects.set(project, { ...settings, settings: { ...settings.settings, memoryLimitMb: 64 } });
    }
    world.variables.set(project, [{ key: 'COLOUR', isSecret: false, value: 'blue' }]);
    await world.deploy(plane, project);
    const builds = world.engine.builds.length;

    const { id } = plane.deployments.rollback({ id: first.id }, caller);
    const row = await world.ends(id);

    expect(world.engine.builds).toHaveLength(builds);
    expect(row).toMatchObject({
      status: 'running',
      trigger: 'rollback',
      rollbackOf: first.id,
      imageId: first.imageId,
      image: `minipaas/project-1:${id}`,
      commitSha: first.commitSha,
      publishedPort: first.publishedPort,
    });
    expect(row.stages.map(({ status }) => status)).toEqual([
      'skipped',
      'skipped',
      'succeeded',
      'succeeded',
      'succeeded',
    ]);
    expect(world.engine.envOf(`minipaas-project-1-${id}`)?.get('COLOUR')).toBe('red');
    expect(world.engine.specOf(`minipaas-project-1-${id}`)?.memoryBytes).toBe(256 * 1024 * 1024);
    expect(plane.deployments.currentTakenAt(project)).toBe(first.createdAt);
    expect(world.untidiness()).toEqual([]);
  });

  it('of which the image was removed says so, and is not offered again', async () => {
    const { world, plane, project } = started();
    const first = await world.deploy(plane, project);
    const second = await world.deploy(plane, project);
    await world.engine.images.remove(`minipaas/project-1:${first.id}`);

    const { id } = plane.deployments.rollback({ id: first.id }, caller);
    expect(await world.ends(id)).toMatchObject({ status: 'failed', error: { code: 'IMAGE_GONE' } });
    expect(plane.deployments.get({ id: first.id }).canRollback).toBe(false);
    expect(() => plane.deployments.rollback({ id: first.id }, caller)).toThrow('its image is no longer kept');
    expect(world.store.current(project)?.id).toBe(second.id);
    expect(world.untidiness()).toEqual([]);
  });

  it('is refused to what serves or never served', async () => {
    const { world, plane, project } = started();
    const good = await world.deploy(plane, project);
    const broken = await world.deploy(plane, project, {});
    expect(() => plane.deployments.rollback({ id: good.id }, caller)).toThrow('it is the current release');
    expect(() => plane.deployments.rollback({ id: broken.id }, caller)).toThrow('never served');
  });
});

describe('kept images', () => {
  it('are the newest, the current one included', async () => {
    const { world, plane, project } = started();
    for (let release = 0; release < 5; release += 1) {
      await world.deploy(plane, project);
    }
    expect(world.engine.imageTags()).toEqual(['minipaas/project-1:3', 'minipaas/project-1:4', 'minipaas/project-1:5']);
    expect(
      plane.deployments.list({ id: project, limit: 50 }).items.map(({ id, canRollback }) => [id, canRollback]),
    ).toEqual([
      [5, false],
      [4, true],
      [3, true],
      [2, false],
      [1, false],
    ]);
    expect(world.untidiness()).toEqual([]);
  });

  it('are counted once for all rollbacks to them', async () => {
    const { world, plane, project } = started();
    const rows = [
      await world.deploy(plane, project),
      await world.deploy(plane, project),
      await world.deploy(plane, project),
    ];
    for (const target of [rows[0], rows[2], rows[0]]) {
      const { id } = plane.deployments.rollback({ id: target?.id as never }, caller);
      await world.ends(id);
    }
    expect(plane.deployments.get({ id: rows[1]?.id as never }).canRollback).toBe(true);
    expect(world.untidiness()).toEqual([]);
  });
});
