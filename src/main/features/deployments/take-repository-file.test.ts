import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { ProjectSettings } from '../../../contract/projects.ts';
import type { RepositoryFile } from '../../../contract/repository-file.ts';
import { wellBehaved } from './testing/fake-app.ts';
import { caller, createWorld, type World } from './testing/world.ts';

function started(file: RepositoryFile | null, settings: Partial<ProjectSettings> = {}) {
  const world = createWorld();
  world.source.file = file;
  const project = world.addProject({ settings: { healthTimeoutSeconds: 60, ...settings } });
  const plane = world.boot();
  plane.deployments.start();
  return { world, plane, project, deploy: () => world.deploy(plane, project) };
}

const said = (world: World, id: number) => world.log.texts(id as DeploymentId, 'build').join('\n');

describe('minipaas.json', () => {
  it('is heard where nobody has chosen anything, and the release says what came from where', async () => {
    const { world, plane, deploy } = started(
      { port: 3000, health: { path: '/healthz', readyWithinSeconds: 90 }, release: { command: 'npm run migrate' } },
      { healthPath: '/up' },
    );
    const { id, snapshot, status } = await deploy();
    expect(status).toBe('running');
    expect(snapshot.settings).toMatchObject({
      healthPath: '/up',
      healthTimeoutSeconds: 90,
      releaseCommand: 'npm run migrate',
    });
    const origins = plane.deployments.origins({ id });
    expect(origins.hasFile).toBe(true);
    expect(origins.values.filter(({ origin }) => origin !== 'default')).toEqual([
      { key: 'port', value: '3000', origin: 'file', overruled: null },
      { key: 'health.path', value: '/up', origin: 'project', overruled: '/healthz' },
      { key: 'health.readyWithinSeconds', value: '90', origin: 'file', overruled: null },
      { key: 'release.command', value: 'npm run migrate', origin: 'file', overruled: null },
    ]);
    expect(said(world, id)).toContain(
      'health.path is "/healthz" in minipaas.json; the project’s own setting "/up" counts.',
    );
    expect(world.engine.calls).toContain('start minipaas-project-1-1-command');
  });

  it('has a port that comes before what is found, and after the project’s', async () => {
    const { world, deploy, project } = started({ port: 3000 });
    world.source.plan = { ...world.source.plan, port: 9999 };
    expect((await deploy()).snapshot.containerPort).toBe(3000);
    world.variables.set(project, [{ key: 'PORT', isSecret: false, value: '4000' }]);
    expect((await deploy()).snapshot.containerPort).toBe(4000);
  });

  it('that needs variables which are not set stops before anything is built', async () => {
    const { world, deploy } = started({
      variables: [
        { name: 'DATABASE_URL', description: 'of the database' },
        { name: 'SENTRY_DSN', required: false },
        { name: 'API_KEY' },
      ],
    });
    const { id, error, explanation } = await deploy();
    expect(error).toMatchObject({
      code: 'VARIABLES_MISSING',
      message: 'The application needs variables that are not set: DATABASE_URL, API_KEY.',
    });
    expect(explanation?.step).toEqual({ type: 'setVariables', keys: ['DATABASE_URL', 'API_KEY'] });
    expect(said(world, id)).toContain('Needed and not set: DATABASE_URL, of the database');
    expect(world.engine.calls.filter((call) => call.startsWith('build'))).toEqual([]);
    expect(world.untidiness()).toEqual([]);
  });

  it('gives variables values that the project does not set, and has others made once', async () => {
    const { world, deploy, project } = started({
      variables: [
        { name: 'LOG_LEVEL', default: 'info' },
        { name: 'REGION', default: 'eu' },
        { name: 'SESSION_KEY', generate: 'hex32' },
      ],
    });
    world.variables.set(project, [{ key: 'REGION', isSecret: false, value: 'us' }]);
    await deploy();
    const env = world.engine.specOf('minipaas-project-1-1')?.env;
    expect([env?.get('LOG_LEVEL'), env?.get('REGION'), env?.get('SESSION_KEY')]).toEqual([
      'info',
      'us',
      'random hex32',
    ]);
    expect(world.variables.get(project)?.map(({ key }) => key)).toEqual(['REGION', 'SESSION_KEY']);
    expect(said(world, 1)).not.toContain('random hex32');
    const second = await deploy();
    expect(said(world, second.id)).not.toContain('Made at random');
    expect(second.snapshot.variables.filter(({ isFromFile }) => isFromFile).map(({ key }) => key)).toEqual([
      'LOG_LEVEL',
    ]);
  });

  it('has its volumes made where there are none of their names', async () => {
    const { world, plane, deploy } = started({
      volumes: [
        { name: 'data', path: '/app/data', size: '5 GB' },
        { name: 'old', path: '/new' },
      ],
    });
    world.declaredVolumes.set('old', '/old');
    const { id } = await deploy();
    expect([...world.declaredVolumes]).toEqual([
      ['old', '/old'],
      ['data', '/app/data'],
    ]);
    expect(plane.deployments.origins({ id }).values.filter(({ key }) => key.startsWith('volumes'))).toEqual([
      { key: 'volumes.data', value: '/app/data', origin: 'file', overruled: null },
      { key: 'volumes.old', value: '/old', origin: 'project', overruled: '/new' },
    ]);
  });

  it('that an earlier attempt has seen does not look like a choice of the project', async () => {
    const { world, plane, project } = started({
      health: { path: '/healthz' },
      variables: [{ name: 'A', default: 'b' }],
    });
    const away = () => new AppError('REGISTRY_UNREACHABLE', { image: 'node', problem: 'i/o timeout' });
    world.engine.script = { app: wellBehaved, error: away };
    const { id } = plane.deployments.create({ id: project }, caller);
    await world.until(() => world.row(id).status === 'queued' && world.row(id).attempt === 2);
    expect(world.row(id).snapshot.settings.healthPath).toBe('/healthz');
    world.engine.script = { app: wellBehaved };
    world.source.file = { health: { graceSeconds: 1 } };
    await world.until(() => world.row(id).status === 'running');
    expect(world.row(id).snapshot).toMatchObject({
      settings: { healthPath: null, healthGraceSeconds: 1 },
      variables: [],
    });
  });

  it('that is gone in the next commit leaves nothing of itself', async () => {
    const { world, plane, deploy, project } = started({
      health: { path: '/healthz' },
      variables: [{ name: 'A', default: 'b' }],
    });
    const first = await deploy();
    world.source.file = null;
    const second = await deploy();
    expect(second.snapshot).toMatchObject({ settings: { healthPath: null }, variables: [] });
    expect(plane.deployments.origins({ id: second.id })).toMatchObject({ hasFile: false });
    // A rollback brings back what the release was run with.
    const back = plane.deployments.rollback({ id: first.id }, caller);
    await world.until(() => world.row(back.id).isCurrent);
    expect(world.row(back.id).snapshot.settings.healthPath).toBe('/healthz');
    expect(world.projects.get(project)?.settings.healthPath).toBeNull();
  });
});
