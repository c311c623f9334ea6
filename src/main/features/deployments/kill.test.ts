// The control plane is killed at every single call it makes, before and after the call has its effect. Whoever starts it
// again finds each deployment ended once, one container that serves, and nothing left over.
import { describe, expect, it } from 'vitest';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import { Killed } from './testing/mortal.ts';
import { type FakeApp, wellBehaved } from './testing/fake-app.ts';
import { caller, createWorld, hostId, type Plane, type World } from './testing/world.ts';

const crashing: FakeApp = { exposes: [3000], exits: { afterMs: 50, code: 3 }, prints: ['Error: no database'] };
const events = [
  { type: 'step', index: 1, total: 2, name: 'FROM node', status: 'started' },
  { type: 'log', stream: 'stdout', text: 'hello' },
  { type: 'step', index: 1, total: 2, name: 'FROM node', status: 'succeeded' },
] as const;

interface Story {
  readonly name: string;
  /** What stands before: null for nothing. */
  readonly before: FakeApp | null;
  /** What happens while the killer waits. */
  readonly act: (world: World, plane: Plane, project: ProjectId) => Promise<DeploymentId>;
}

async function deployed(world: World, plane: Plane, project: ProjectId, app: FakeApp): Promise<DeploymentId> {
  world.engine.script = { app, events };
  const { id } = plane.deployments.create({ id: project }, caller);
  await finished(world, plane, id);
  return id;
}

async function finished(world: World, plane: Plane, id: DeploymentId): Promise<void> {
  await world.until(
    () => plane.life.isOver() || world.store.listActive().length + world.store.listWaiting().length === 0,
  );
  await world.settle();
  void id;
}

const stories: readonly Story[] = [
  {
    name: 'a first release',
    before: null,
    act: (world, plane, project) => deployed(world, plane, project, wellBehaved),
  },
  {
    name: 'a release that replaces another',
    before: wellBehaved,
    act: (world, plane, project) => deployed(world, plane, project, wellBehaved),
  },
  {
    name: 'a release that fails',
    before: wellBehaved,
    act: (world, plane, project) => deployed(world, plane, project, crashing),
  },
  {
    name: 'a rollback',
    before: wellBehaved,
    async act(world, plane, project) {
      const [first] = world.store.all();
      const second = await deployed(world, plane, project, wellBehaved);
      if (plane.life.isOver() || first === undefined) {
        return second;
      }
      const { id } = plane.deployments.rollback({ id: first.id }, caller);
      await finished(world, plane, id);
      return id;
    },
  },
  {
    name: 'a cancel in the middle of a build',
    before: wellBehaved,
    async act(world, plane, project) {
      world.engine.script = { app: wellBehaved, ms: 5_000, events };
      const { id } = plane.deployments.create({ id: project }, caller);
      await world.until(() => plane.life.isOver() || world.engine.activeBuilds() > 0);
      if (!plane.life.isOver()) {
        plane.deployments.cancel({ id });
      }
      await finished(world, plane, id);
      return id;
    },
  },
];

interface Kill {
  /** An ingress routes to the project. */
  readonly isRouted?: boolean;
  readonly killAt?: number;
  readonly when?: 'before' | 'after';
}

/** Plays the story on a control plane that is killed, then starts another one; gives the calls of the first. */
async function play(
  story: Story,
  { isRouted = false, ...kill }: Kill,
): Promise<{ world: World; project: ProjectId; calls: number }> {
  const world = createWorld();
  world.routing.state.isRunning = isRouted;
  const project = world.addProject({ settings: { drainSeconds: 1 } });
  world.variables.set(project, [{ key: 'TOKEN', isSecret: true, sealed: 'sealed:one', delivery: 'file' }]);
  if (story.before !== null) {
    const earlier = world.boot();
    earlier.deployments.start();
    await world.deploy(earlier, project, story.before);
    await earlier.deployments.stop();
    earlier.life.end();
  }

  const plane = world.boot(kill);
  try {
    plane.deployments.start();
    await world.settle();
    await story.act(world, plane, project);
  } catch (error) {
    if (!(error instanceof Killed)) {
      throw error;
    }
  }
  const calls = plane.life.calls();
  plane.life.end();

  world.engine.script = { app: world.engine.script.app };
  const next = world.boot();
  next.deployments.start();
  let isConnected = false;
  // A look at the host waits for a release that drains: time must pass meanwhile.
  void next.deployments.onHostConnected(hostId).then(() => {
    isConnected = true;
  });
  const waiting = (): number => world.store.listActive().length + world.store.listWaiting().length;
  await world.until(() => isConnected && waiting() === 0, 'an empty queue');
  await world.pass(1_000);
  await next.deployments.stop();
  next.life.end();
  return { world, project, calls };
}

function expectTidy(world: World, project: ProjectId): void {
  expect(world.untidiness()).toEqual([]);
  const current = world.store.current(project);
  expect(current?.status ?? 'running').toBe('running');
  const isRouted = world.routing.state.isRunning;
  const port = isRouted ? current?.publishedPort : world.projects.get(project)?.publishedPort;
  expect(world.engine.running().map(({ publishedPort }) => publishedPort)).toEqual(current === null ? [] : [port]);
  const served = isRouted ? world.routing.servedBy(project) : (current?.id ?? null);
  expect(served).toBe(current?.id ?? null);
}

const routed = stories.filter(({ name }) => /replaces|fails|rollback/.test(name));
const cases = [
  ...stories.map((story) => ({ name: story.name, story, isRouted: false })),
  ...routed.map((story) => ({ name: `${story.name}, with an ingress`, story, isRouted: true })),
];

describe.each(cases)('killed during $name', ({ story, isRouted }) => {
  it('leaves nothing behind, whenever it happens', { timeout: 300_000 }, async () => {
    const { calls, world, project } = await play(story, { isRouted });
    expectTidy(world, project);
    expect(calls).toBeGreaterThan(50);
    for (let killAt = 1; killAt <= calls; killAt += 1) {
      for (const when of ['before', 'after'] as const) {
        const played = await play(story, { killAt, when, isRouted }).catch((error: unknown) => {
          throw new Error(`killed ${when} call ${killAt} of ${calls}`, { cause: error });
        });
        try {
          expectTidy(played.world, played.project);
        } catch (error) {
          throw new Error(`killed ${when} call ${killAt} of ${calls}: ${String(error)}`, { cause: error });
        }
      }
    }
  });
});
