import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { ProjectSettings } from '../../../contract/projects.ts';
import { planRelease } from './plan.ts';
import { type FakeApp, wellBehaved } from './testing/fake-app.ts';
import { caller, createWorld, hostId, type Plane, type World } from './testing/world.ts';

const migrate: FakeApp['command'] = { exits: { afterMs: 2_000, code: 0 }, prints: ['Applied 2 migrations.'] };

const withCommand = (command: FakeApp['command']): FakeApp => ({ ...wellBehaved, ...(command && { command }) });

function started(settings: Partial<ProjectSettings> = {}, command = migrate) {
  const world = createWorld();
  const project = world.addProject({ settings: { releaseCommand: 'npm run migrate', ...settings } });
  world.engine.script = { app: withCommand(command) };
  const plane = world.boot();
  plane.deployments.start();
  return { world, plane, project, deploy: (does = command) => world.deploy(plane, project, withCommand(does)) };
}

const commandCalls = (world: World) => world.engine.calls.filter((call) => call.endsWith('-command'));
const buildLog = (world: World, id: number) => world.log.texts(id as DeploymentId, 'build').join('\n');

describe('the release command', () => {
  it('runs in a container of the new image before anything else is done, and its output is in the build log', async () => {
    const { world, deploy } = started();
    const first = await deploy();
    expect(first).toMatchObject({ status: 'running', isCurrent: true });
    world.engine.calls.length = 0;
    const second = await deploy();

    const made = world.engine.calls.filter((call) => /^(create|start|stop|remove) minipaas-/.test(call));
    expect(made.slice(0, 5)).toEqual([
      'create minipaas-project-1-2-command',
      'start minipaas-project-1-2-command',
      'stop minipaas-project-1-2-command',
      'remove minipaas-project-1-2-command',
      'create minipaas-project-1-2-candidate',
    ]);
    expect(second.status).toBe('running');
    const log = buildLog(world, second.id);
    for (const line of ['Release command: npm run migrate', 'Applied 2 migrations.', 'succeeded after 2.0 s']) {
      expect(log).toContain(line);
    }
    expect(world.untidiness()).toEqual([]);
  });

  it('has the environment, limits and labels of the release, and no port and no restarts', async () => {
    const { world, deploy } = started();
    let spec = world.engine.specOf('minipaas-project-1-1-command');
    world.engine.before = (call) => {
      if (call.startsWith('stop')) spec ??= world.engine.specOf('minipaas-project-1-1-command');
    };
    await deploy();
    expect(spec).toMatchObject({
      command: ['npm', 'run', 'migrate'],
      restartPolicy: 'no',
      memoryBytes: 256 * 1024 * 1024,
      labels: { 'minipaas.role': 'command', 'minipaas.deployment': '1' },
      network: 'minipaas',
    });
    expect(spec?.env.get('PORT')).toBe('3000');
  });

  it('that fails keeps the old release, and says what it said last', async () => {
    const { world, deploy } = started();
    const first = await deploy();
    const second = await deploy({ exits: { afterMs: 100, code: 3 }, prints: ['Error: P3009', 'bye'] });
    expect(second).toMatchObject({
      status: 'failed',
      error: { code: 'RELEASE_COMMAND_FAILED' },
      explanation: { id: 'database-migration', log: 'build', lines: [{ text: 'Error: P3009' }] },
    });
    expect(second.error?.message).toContain('exit code 3. Its last words: Error: P3009');
    expect(world.row(first.id)).toMatchObject({ status: 'running', isCurrent: true });
    expect(world.untidiness()).toEqual([]);
  });

  it.each([
    ['has run out of time', { releaseCommandTimeoutSeconds: 5 }, 'RELEASE_COMMAND_TIMED_OUT'],
    ['needs more memory than it may have', {}, 'OUT_OF_MEMORY'],
  ] as const)('that %s is ended, and its container removed', async (_what, settings, code) => {
    const isOutOfMemory = code === 'OUT_OF_MEMORY';
    const exits = { afterMs: isOutOfMemory ? 100 : 3_600_000, code: 137, isOutOfMemory };
    const { world, deploy } = started(settings, { exits });
    expect(await deploy()).toMatchObject({ status: 'failed', error: { code } });
    expect(world.engine.running()).toEqual([]);
    expect(world.untidiness()).toEqual([]);
  });

  it('is cancelled with its deployment', async () => {
    const { world, plane, project } = started({}, { exits: { afterMs: 3_600_000, code: 0 } });
    const { id } = plane.deployments.create({ id: project }, caller);
    await world.until(() => commandCalls(world).some((call) => call.startsWith('start')));
    plane.deployments.cancel({ id });
    await world.until(() => world.row(id).status === 'cancelled');
    expect(world.engine.running()).toEqual([]);
    expect(world.untidiness()).toEqual([]);
  });

  it('says so where the image has no such program', async () => {
    const { world, deploy } = started();
    world.engine.before = (call) => {
      if (call === 'start minipaas-project-1-1-command') {
        throw new AppError('ENGINE_FAILED', {
          action: 'start the container',
          problem: 'exec: "npm": executable file not found in $PATH',
        });
      }
    };
    expect(await deploy()).toMatchObject({
      status: 'failed',
      error: { code: 'RELEASE_COMMAND_FAILED' },
      explanation: { id: 'entrypoint-not-found' },
    });
    world.engine.before = null;
    expect(world.untidiness()).toEqual([]);
  });

  it('is not run again when an older release is brought back, unless that is wanted', async () => {
    const { world, plane, project, deploy } = started();
    const first = await deploy();
    await deploy();
    world.engine.calls.length = 0;
    const back = plane.deployments.rollback({ id: first.id }, caller);
    await world.until(() => world.row(back.id).status === 'running');
    expect(commandCalls(world)).toEqual([]);

    const changed = world.projects.get(project);
    if (changed !== undefined) {
      world.projects.set(project, { ...changed, settings: { ...changed.settings, releaseCommandOnRollback: true } });
    }
    const again = plane.deployments.rollback({ id: first.id }, caller);
    await world.until(() => world.row(again.id).status !== 'queued' && world.row(again.id).isCurrent);
    expect(commandCalls(world)).toContain('start minipaas-project-1-4-command');
  });

  it('leaves no container when the program is killed meanwhile, and is run again', async () => {
    const { world, plane, project } = started({}, { exits: { afterMs: 5_000, code: 0 } });
    const { id } = plane.deployments.create({ id: project }, caller);
    await world.until(() => commandCalls(world).some((call) => call.startsWith('start')));
    plane.life.end();
    expect(world.engine.running()).toHaveLength(1);
    world.engine.calls.length = 0;

    const next: Plane = world.boot();
    next.deployments.start();
    void next.deployments.onHostConnected(hostId);
    await world.until(() => world.row(id).status === 'running');
    expect(commandCalls(world).filter((call) => /^(remove|start)/.test(call))).toEqual([
      'remove minipaas-project-1-1-command',
      'start minipaas-project-1-1-command',
      'remove minipaas-project-1-1-command',
    ]);
    expect(world.untidiness()).toEqual([]);
  });
});

describe('the plan of a release with a command', () => {
  const serving = { deploymentId: 1 as DeploymentId, containerId: 'c1', isRunning: true };
  const situation = { projectPort: 20_000, isRouted: false, isExclusive: false, hasCommand: true, serving };

  it.each([
    ['before all else', {}, 0],
    ['beside the release that serves where an ingress routes', { isRouted: true }, 0],
    ['at first where nothing serves', { serving: null }, 0],
    ['after the old release was stopped where two must not write', { isExclusive: true }, 1],
  ])('runs it %s', (_where, change, at) => {
    const steps = planRelease({ ...situation, ...change });
    expect(steps.findIndex(({ type }) => type === 'runCommand')).toBe(at);
    expect(steps.filter(({ type }) => type === 'runCommand')).toHaveLength(1);
  });
});
