import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import { wellBehaved } from './testing/fake-app.ts';
import { caller, createWorld, type Plane, type World } from './testing/world.ts';

function started(overrides: Parameters<World['addProject']>[0] = {}): {
  world: World;
  plane: Plane;
  project: ProjectId;
} {
  const world = createWorld();
  const project = world.addProject(overrides);
  const plane = world.boot();
  plane.deployments.start();
  return { world, plane, project };
}

describe('the source stage', () => {
  it('records the commit before anything is built', async () => {
    const { world, plane, project } = started();
    const { id } = plane.deployments.create({ id: project, branch: 'next' }, caller);
    await world.until(() => world.engine.activeBuilds() > 0);
    expect(world.row(id)).toMatchObject({
      status: 'building',
      branch: 'next',
      commitSha: 'a'.repeat(40),
      commitMessage: 'Say hello',
      commitAuthor: 'Ada',
    });
    await world.ends(id);
    expect(world.checkouts.size).toBe(0);
  });

  it('removes what was fetched as soon as the engine has it, once', async () => {
    const { world, plane, project } = started();
    world.engine.script = { app: wellBehaved, ms: 60_000 };
    const { id } = plane.deployments.create({ id: project }, caller);
    await world.until(() => world.engine.activeBuilds() > 0 && world.checkouts.size === 0);
    expect(world.row(id).status).toBe('building');
    expect(await world.ends(id)).toMatchObject({ status: 'running' });
    expect(world.disposals()).toBe(1);
  });

  it('builds the commit that was asked for', async () => {
    const { world, plane, project } = started();
    const { id } = plane.deployments.create({ id: project, commitSha: 'abcdef1' }, caller);
    expect(await world.ends(id)).toMatchObject({ commitSha: 'abcdef1', status: 'running' });
  });

  it('says what is wrong with a source and leaves nothing', async () => {
    const { world, plane, project } = started();
    world.source.error = () => new AppError('BRANCH_NOT_FOUND', { branch: 'nope', branches: ['main'] });
    const row = await world.deploy(plane, project);
    expect(row).toMatchObject({
      status: 'failed',
      error: { code: 'BRANCH_NOT_FOUND', hint: 'The repository has: main.' },
    });
    expect(row.stages.map(({ status }) => status)).toEqual(['failed', 'pending', 'pending', 'pending', 'pending']);
    expect(world.untidiness()).toEqual([]);
  });

  it('does without a commit where there is none: a folder', async () => {
    const { world, plane, project } = started({ source: { kind: 'folder', path: '/home/ada/app', rootDirectory: '' } });
    world.source.commit = null;
    expect(await world.deploy(plane, project)).toMatchObject({ status: 'running', commitSha: null });
  });
});

describe('the build stage', () => {
  it('shows its steps as they come and keeps the output in order', async () => {
    const { world, plane, project } = started();
    world.engine.script = {
      app: wellBehaved,
      ms: 2_000,
      events: [
        { type: 'step', index: 1, total: 3, name: 'FROM node', status: 'cached' },
        { type: 'step', index: 2, total: 3, name: 'RUN npm ci', status: 'started' },
        { type: 'log', stream: 'stdout', text: 'added 12 packages' },
        { type: 'log', stream: 'stderr', text: 'npm warn old' },
      ],
    };
    const { id } = plane.deployments.create({ id: project }, caller);
    await world.until(() => world.engine.activeBuilds() > 0);
    await world.pass(500);
    expect(plane.deployments.get({ id }).stages[1]).toMatchObject({
      status: 'running',
      detail: '1 of 3 steps',
      progress: { done: 1, total: 3 },
    });
    await world.ends(id);
    const lines = world.log.lines(id, 'build').map(({ stream, text }) => `${stream}: ${text}`);
    const at = lines.indexOf('system: Step 1 of 3: FROM node (cached)');
    expect(lines.slice(at, at + 4)).toEqual([
      'system: Step 1 of 3: FROM node (cached)',
      'system: Step 2 of 3: RUN npm ci',
      'stdout: added 12 packages',
      'stderr: npm warn old',
    ]);
    expect(world.log.isComplete(id, 'build')).toBe(true);
  });

  it('gets plain variables as build arguments, and no secret', async () => {
    const { world, plane, project } = started();
    world.variables.set(project, [
      { key: 'VITE_TITLE', isSecret: false, value: 'Hello' },
      { key: 'API_KEY', isSecret: true, sealed: 'sealed:hunter2' },
    ]);
    await world.deploy(plane, project);
    expect(world.engine.builds).toEqual([{ tag: 'minipaas/project-1:1', buildArgs: { VITE_TITLE: 'Hello' } }]);
  });

  it('masks secrets from the first line on, in errors as well', async () => {
    const { world, plane, project } = started();
    world.variables.set(project, [{ key: 'API_KEY', isSecret: true, sealed: 'sealed:hunter2' }]);
    world.engine.script = {
      app: wellBehaved,
      events: [{ type: 'log', stream: 'stdout', text: 'key is hunter2' }],
      error: () => new AppError('DOCKERFILE_INVALID', { problem: 'hunter2 is no instruction' }),
    };
    const { id } = plane.deployments.create({ id: project }, caller);
    const row = await world.ends(id);
    expect(row.error?.message).toBe('The Dockerfile cannot be read: *** is no instruction');
    expect(world.log.texts(id, 'build').join('\n')).not.toContain('hunter2');
    expect(JSON.stringify(world.events)).not.toContain('hunter2');
  });

  it('is given up after its time', async () => {
    const { world, plane, project } = started();
    world.settings.buildTimeoutSeconds = 30;
    world.engine.script = { app: wellBehaved, ms: 3_600_000 };
    const { id } = plane.deployments.create({ id: project }, caller);
    const row = await world.ends(id);
    expect(row).toMatchObject({ status: 'failed', error: { code: 'BUILD_TIMED_OUT' } });
    expect((row.finishedAt ?? 0) - (row.startedAt ?? 0)).toBe(30_000);
    expect(world.untidiness()).toEqual([]);
  });

  it('says that it does not know rather than nothing', async () => {
    const { world, plane, project } = started();
    world.engine.script = { app: wellBehaved, error: () => new TypeError('undefined is not a function') };
    const { id } = plane.deployments.create({ id: project }, caller);
    expect(await world.ends(id)).toMatchObject({ status: 'failed', error: { code: 'INTERNAL' } });
    expect(world.problems).toMatchObject([{ message: 'A deployment failed for an unknown reason' }]);
  });
});

describe('a project made of an image', () => {
  const source = { kind: 'image', reference: 'nginx:1.27' } as const;

  it('pulls it and keeps it under its own tag', async () => {
    const { world, plane, project } = started({ source });
    world.engine.registry.set('nginx:1.27', { listens: [80], exposes: [80] });
    const { id } = plane.deployments.create({ id: project }, caller);
    const row = await world.ends(id);
    expect(row).toMatchObject({
      status: 'running',
      image: `minipaas/project-1:${id}`,
      snapshot: { containerPort: 80 },
    });
    expect(row.stages.map(({ status }) => status)).toEqual([
      'skipped',
      'succeeded',
      'succeeded',
      'succeeded',
      'succeeded',
    ]);

    world.engine.registry.set('nginx:1.27', { listens: [8080], exposes: [8080] });
    const newer = plane.deployments.create({ id: project }, caller);
    expect(await world.ends(newer.id)).toMatchObject({ status: 'running', snapshot: { containerPort: 8080 } });
    const back = plane.deployments.rollback({ id }, caller);
    expect(await world.ends(back.id)).toMatchObject({ status: 'running', imageId: row.imageId });
    expect(world.untidiness()).toEqual([]);
  });

  it('takes the one that the host has where no registry has it', async () => {
    const { world, plane, project } = started({ source: { kind: 'image', reference: 'hello:local' } });
    world.engine.addImage('hello:local', wellBehaved);
    const { id } = plane.deployments.create({ id: project }, caller);
    expect(await world.ends(id)).toMatchObject({ status: 'running' });
    expect(world.log.texts(id, 'build').join('\n')).toContain('The image that this machine has of that name is used.');
  });

  it('says so where nobody has it', async () => {
    const { world, plane, project } = started({ source });
    const { id } = plane.deployments.create({ id: project }, caller);
    expect(await world.ends(id)).toMatchObject({ status: 'failed', error: { code: 'BASE_IMAGE_UNAVAILABLE' } });
    expect(world.untidiness()).toEqual([]);
  });
});

describe('the container', () => {
  it('has labels, limits, network and variables, the user’s own before ours', async () => {
    const { world, plane, project } = started({ settings: { cpuLimitMillicores: 500 } });
    world.variables.set(project, [
      { key: 'GREETING', isSecret: false, value: 'hi' },
      { key: 'MINIPAAS_BRANCH', isSecret: false, value: 'mine' },
      { key: 'API_KEY', isSecret: true, sealed: 'sealed:hunter2' },
    ]);
    const row = await world.deploy(plane, project);
    const spec = world.engine.specOf('minipaas-project-1-1');
    expect(spec).toMatchObject({
      image: 'minipaas/project-1:1',
      network: 'minipaas',
      publishAddress: '127.0.0.1',
      publishPort: row.publishedPort,
      containerPort: 3000,
      memoryBytes: 268_435_456,
      cpuMillicores: 500,
      restartPolicy: 'unless-stopped',
      labels: {
        'minipaas.managed': 'true',
        'minipaas.instance': 'test',
        'minipaas.project': '1',
        'minipaas.deployment': '1',
        'minipaas.role': 'release',
      },
    });
    expect(Object.fromEntries(spec?.env ?? [])).toEqual({
      PORT: '3000',
      MINIPAAS_PROJECT: 'project-1',
      MINIPAAS_DEPLOYMENT: '1',
      MINIPAAS_BRANCH: 'mine',
      MINIPAAS_COMMIT: 'a'.repeat(40),
      GREETING: 'hi',
      API_KEY: 'hunter2',
    });
  });

  it('is asked on the port of the variable PORT', async () => {
    const { world, plane, project } = started();
    world.variables.set(project, [{ key: 'PORT', isSecret: false, value: '8080' }]);
    expect(await world.deploy(plane, project, { listens: [8080], exposes: [3000] })).toMatchObject({
      status: 'running',
    });
  });
});
