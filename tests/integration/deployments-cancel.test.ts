// Cancelled at each stage of a second release: on the real engine its build has ended and its containers and images are gone,
// and the release before serves on.
import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeploymentId } from '../../src/contract/ids.ts';
import { caller, type Ground, makeGround, type Plane, startPlane } from '../support/deployment-plane.ts';
import { openTestEngine, removeObjects, type TestEngine } from '../support/docker.ts';

let test: TestEngine;
let ground: Ground;
let plane: Plane;

beforeAll(async () => {
  test = await openTestEngine();
});
afterAll(async () => {
  await test.close();
});
beforeEach(() => {
  ground = makeGround(test);
});
afterEach(async () => {
  await plane.stop();
  await removeObjects(test);
  ground.remove();
});

const serving = (text: string, build = 'true', start = '') => ({
  Dockerfile: [
    'FROM busybox:local',
    `RUN mkdir /www && echo ${text} > /www/index.html`,
    `RUN ${build}`,
    `CMD ["sh", "-c", "${start}exec httpd -f -p 3000 -h /www"]`,
    '',
  ].join('\n'),
});
const containers = async (): Promise<readonly string[]> =>
  (await test.engine.containers.list(test.labels))
    .map(({ name }) => name.replace(`minipaas-${test.prefix}-`, ''))
    .sort();
const images = async (): Promise<readonly string[]> =>
  (await test.engine.images.list(test.labels)).flatMap(({ tags, id }) =>
    tags.length === 0 ? [id] : tags.map((tag) => tag.replace(/^.*:/, '')),
  );
/** Processes of this machine: a build step that goes on is one of them. */
const processes = (): string => execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });

const printed = (id: DeploymentId): Promise<void> => expect.poll(() => plane.texts(id, 'build')).toContain('begun');

describe('a cancel', () => {
  const marker = `86${process.pid}`;
  const stages: readonly {
    readonly stage: string;
    readonly files: ReturnType<typeof serving>;
    /** The call of the engine at which it is cancelled; null: when the build has printed that it sleeps. */
    readonly at: string | null;
    readonly after?: number;
  }[] = [
    { stage: 'source', files: serving('second'), at: 'sources.fetch' },
    { stage: 'the beginning of the build', files: serving('second', `sleep ${marker}`), at: 'images.build' },
    { stage: 'the middle of the build', files: serving('second', `echo begun && sleep ${marker}`), at: null },
    { stage: 'image', files: serving('second'), at: 'images.inspect' },
    { stage: 'making the container', files: serving('second'), at: 'containers.create' },
    { stage: 'starting the container', files: serving('second'), at: 'containers.start' },
    {
      stage: 'waiting for it to be ready',
      files: serving('second', 'true', 'sleep 600; '),
      at: 'prober.probe',
      after: 2,
    },
  ];

  it.each(stages)('at $stage', async ({ files, at, after = 0 }) => {
    let armed: DeploymentId | null = null;
    let calls = 0;
    const cancel = (id: DeploymentId): void => void plane.deployments.cancel({ id });
    plane = await startPlane(ground, {
      dieAt(call) {
        if (armed !== null && call === at && (calls += 1) > after) {
          const id = armed;
          armed = null;
          // After the call has begun.
          setImmediate(() => cancel(id));
        }
        return null;
      },
    });
    // What waited for the application in spite of the cancel would wait for longer than a test may take.
    const { id, repository } = plane.addProject('shop', { healthTimeoutSeconds: 600 });
    repository.commit(serving('first'));
    const first = await plane.deploy(id);
    repository.commit(files);
    const made = plane.deployments.create({ id }, caller);
    armed = made.id;
    if (at === null) {
      await printed(made.id);
      cancel(made.id);
    }
    const ended = await plane.ended(made.id);
    expect(ended).toMatchObject({ status: 'cancelled', isCurrent: false, containerId: null, error: null });
    expect(await containers()).toEqual([`shop-${first.id}`]);
    expect(await images()).toEqual([String(first.id)]);
    expect(processes()).not.toContain(`sleep ${marker}`);
    expect((await (await fetch(`${first.url}/`)).text()).trim()).toBe('first');
    expect(plane.row(first.id)).toMatchObject({ status: 'running', isCurrent: true });
    expect(plane.problems).toEqual([]);
  });

  it('while it waits takes it from the queue at once', async () => {
    plane = await startPlane(ground);
    const { id, repository } = plane.addProject('shop');
    repository.commit(serving('first', `echo begun && sleep ${marker}`));
    const building = plane.deployments.create({ id }, caller);
    await printed(building.id);
    const waiting = plane.deployments.create({ id }, caller);
    expect(waiting).toMatchObject({ status: 'queued', queuePosition: 1 });
    expect(plane.deployments.cancel({ id: waiting.id }).status).toBe('cancelled');
    expect(plane.deployments.queue().waiting).toEqual([]);
    expect(plane.row(building.id).status).toBe('building');
    plane.deployments.cancel({ id: building.id });
    expect(await plane.ended(building.id)).toMatchObject({ status: 'cancelled' });
    expect([await containers(), await images()]).toEqual([[], []]);
  });
});
