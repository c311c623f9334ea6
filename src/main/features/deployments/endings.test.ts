import { describe, expect, it } from 'vitest';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import type { ProjectSettings } from '../../../contract/projects.ts';
import { type FakeApp, wellBehaved } from './testing/fake-app.ts';
import { createWorld, type Plane, type World } from './testing/world.ts';

const REFUSED = 'Error: connect ECONNREFUSED 10.1.2.3:5432';

async function running(
  settings: Partial<ProjectSettings>,
  ...apps: readonly FakeApp[]
): Promise<{ world: World; plane: Plane; project: ProjectId; id: DeploymentId }> {
  const world = createWorld();
  const project = world.addProject({ settings });
  const plane = world.boot();
  plane.deployments.start();
  let id = 0 as DeploymentId;
  for (const app of apps) {
    ({ id } = await world.deploy(plane, project, app));
  }
  return { world, plane, project, id };
}

const alone: Partial<ProjectSettings> = { restartPolicy: 'no', autoRollbackMinutes: 0, memoryLimitMb: 256 };
const container = (world: World, id: DeploymentId): string => world.row(id).containerId ?? '';

describe('the end of a release that served', () => {
  it('is explained by its last lines, until it is started again', async () => {
    const { world, plane, project, id } = await running(alone, wellBehaved);
    world.engine.print(container(world, id), 'Error: card declined');
    world.engine.print(container(world, id), REFUSED);
    world.engine.crash(container(world, id));
    await world.until(() => world.row(id).status === 'stopped' && world.row(id).explanation !== null);
    expect(world.row(id)).toMatchObject({
      error: { code: 'APPLICATION_STOPPED' },
      explanation: { id: 'connection-refused', log: 'runtime', lines: [{ text: REFUSED }] },
    });
    await plane.deployments.startCurrent(project);
    expect(world.row(id)).toMatchObject({ status: 'running', error: null, explanation: null });
    // What it said before it was started is not why it ended now.
    world.engine.crash(container(world, id), 7);
    await world.until(() => world.row(id).status === 'stopped');
    await world.settle();
    expect(world.row(id)).toMatchObject({ error: { code: 'APPLICATION_STOPPED' }, explanation: null });
  });

  it('is explained also when its last lines come after it', async () => {
    const { world, id } = await running(alone, wellBehaved);
    const { promise: isLetGo, resolve: letGo } = Promise.withResolvers<void>();
    world.log.delay = async (texts) => (texts.includes(REFUSED) ? isLetGo : undefined);
    world.engine.print(container(world, id), REFUSED);
    world.engine.crash(container(world, id));
    await world.until(() => world.row(id).status === 'stopped');
    await world.settle();
    expect(world.row(id).explanation).toBeNull();
    letGo();
    await world.until(() => world.row(id).explanation !== null);
    expect(world.row(id).explanation?.id).toBe('connection-refused');
  });

  it('for want of memory offers more of it', async () => {
    const { world, id } = await running(alone, {
      ...wellBehaved,
      exits: { afterMs: 5_000, code: 137, isOutOfMemory: true },
    });
    await world.until(() => world.row(id).status === 'stopped');
    expect(world.row(id).explanation).toMatchObject({
      id: 'memory-limit',
      cause: 'The application needed more than its 256 MB, and the system ended it.',
      step: { type: 'setMemory', memoryLimitMb: 512 },
    });
  });

  it('that somebody asked for has no line of its log as its reason', async () => {
    const { world, id } = await running(alone, wellBehaved);
    world.engine.print(container(world, id), REFUSED);
    world.engine.kill(container(world, id), 143);
    await world.until(() => world.row(id).status === 'stopped');
    await world.settle();
    expect(world.row(id).explanation).toMatchObject({ id: 'stopped-from-outside', lines: [] });
  });

  it('is explained when it is stopped for crashing again and again', async () => {
    const { world, plane, project, id } = await running({ autoRollbackMinutes: 0 }, wellBehaved);
    world.engine.print(container(world, id), REFUSED);
    await world.settle();
    await plane.deployments.giveUpCurrent(project, 10, 10);
    await world.until(() => world.row(id).explanation !== null);
    expect(world.row(id)).toMatchObject({
      error: { code: 'CRASH_LOOPING' },
      explanation: { id: 'connection-refused' },
    });
  });

  it('is explained when the release before it is brought back', async () => {
    const { world, project, id } = await running({}, wellBehaved, {
      ...wellBehaved,
      prints: ['listening', 'panic: no cart'],
      exits: { afterMs: 5_000, code: 2 },
    });
    await world.until(() => (world.store.current(project)?.id ?? 0) > id && world.store.listActive().length === 0);
    await world.settle();
    expect(world.row(id)).toMatchObject({
      error: { code: 'RELEASE_CRASHED' },
      explanation: { id: 'error-not-caught', title: 'An error ended the program: no cart' },
    });
  });
});
