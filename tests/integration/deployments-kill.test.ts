// The control plane ends without a word, and the next one on the same data finds its way: on the real engine.
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

const page = (text: string) => ({
  Dockerfile: [
    'FROM busybox:local',
    `RUN mkdir /www && echo ${text} > /www/index.html`,
    'CMD ["httpd", "-f", "-p", "3000", "-h", "/www"]',
    '',
  ].join('\n'),
});

async function containers(): Promise<readonly string[]> {
  const found = await test.engine.containers.list(test.labels);
  return found.map(({ name, state }) => `${name.replace(`minipaas-${test.prefix}-`, '')} ${state}`).sort();
}

async function imageTags(): Promise<readonly string[]> {
  const found = await test.engine.images.list(test.labels);
  return found
    .flatMap(({ tags, id }) => (tags.length === 0 ? [id] : tags))
    .map((tag) => tag.replace(/^.*:/, ''))
    .sort();
}

const nameOf = (args: readonly unknown[]): string => (args[0] as { name?: string }).name ?? '';

describe('killed while a second release is on its way', () => {
  const points: readonly {
    readonly at: string;
    readonly when: 'before' | 'during';
    /** How many such calls there were before. */
    readonly after?: number;
    readonly matches?: (args: readonly unknown[]) => boolean;
  }[] = [
    { at: 'sources.fetch', when: 'during' },
    { at: 'images.build', when: 'during' },
    { at: 'images.inspect', when: 'before' },
    { at: 'containers.create', when: 'during', matches: (args) => nameOf(args).endsWith('-candidate') },
    { at: 'containers.start', when: 'during' },
    { at: 'prober.probe', when: 'before' },
    { at: 'containers.create', when: 'during', matches: (args) => !nameOf(args).endsWith('-candidate') },
    { at: 'containers.stop', when: 'during' },
    { at: 'containers.start', when: 'before', after: 1 },
    { at: 'containers.start', when: 'during', after: 1 },
    { at: 'prober.probe', when: 'before', after: 1 },
    { at: 'containers.remove', when: 'before' },
    { at: 'containers.remove', when: 'during', after: 1 },
  ];

  const named = points.map((point) => ({
    ...point,
    name: `${point.when} ${point.at}, call ${(point.after ?? 0) + 1}${point.matches === undefined ? '' : ' of a name'}`,
  }));

  it.each(named)('$name', async ({ at, when, after = 0, matches = () => true }) => {
    plane = await startPlane(ground);
    const { id, repository } = plane.addProject('shop');
    repository.commit(page('first'));
    const first = await plane.deploy(id);
    repository.commit(page('second'));
    await plane.stop();

    let seen = 0;
    let isArmed = false;
    plane = await startPlane(ground, {
      dieAt: (call, args) => (isArmed && call === at && matches(args) && (seen += 1) > after ? when : null),
    });
    isArmed = true;
    const { id: second } = plane.deployments.create({ id }, caller);
    await plane.died;
    await plane.kill();

    plane = await startPlane(ground);
    expect(await plane.ended(second)).toMatchObject({ status: 'running', isCurrent: true, url: first.url });
    await plane.deployments.onHostConnected(first.hostId);
    expect((await (await fetch(`${first.url}/`)).text()).trim()).toBe('second');
    expect(await containers()).toEqual([`shop-${second} running`]);
    expect(await imageTags()).toEqual([String(first.id), String(second)]);
    expect(plane.row(first.id)).toMatchObject({ status: 'stopped', isCurrent: false });
    expect(plane.problems).toEqual([]);
  });
});

describe('a deployment that was to be cancelled when the program was killed', () => {
  it('is cancelled by the next one', async () => {
    plane = await startPlane(ground);
    const { id, repository } = plane.addProject('shop');
    // A step of its own: the engine does what several builds ask for only once.
    repository.commit({ Dockerfile: `FROM busybox:local\nRUN echo begun; sleep 600 # ${test.prefix}\n` });
    const made = plane.deployments.create({ id }, caller);
    await expect.poll(() => plane.texts(made.id, 'build')).toContain('begun');
    plane.store.requestCancel(made.id, Date.now());
    await plane.kill();

    plane = await startPlane(ground);
    expect(await plane.ended(made.id)).toMatchObject({ status: 'cancelled' });
    expect(await containers()).toEqual([]);
    expect(await imageTags()).toEqual([]);
  });
});

describe('the runtime log', () => {
  /** Counts as fast as it can be told apart, and serves. */
  const counting = {
    Dockerfile:
      'FROM busybox:local\nCMD ["sh", "-c", "httpd -p 3000; i=0; while :; do i=$((i+1)); echo line $i; [ $((i % 50)) = 0 ] && sleep 0.05; done"]\n',
  };

  async function numbers(id: DeploymentId): Promise<readonly number[]> {
    const texts = await plane.texts(id, 'runtime');
    return texts.filter((text) => text.startsWith('line ')).map((text) => Number(text.slice(5)));
  }

  it('has every line once, in order, over kills and stops of the program and of the application', async () => {
    plane = await startPlane(ground);
    const { id, repository } = plane.addProject('counter');
    repository.commit(counting);
    const row = await plane.deploy(id);
    for (const end of ['kill', 'stop', 'kill', 'kill'] as const) {
      const before = (await numbers(row.id)).length;
      await expect.poll(async () => (await numbers(row.id)).length).toBeGreaterThan(before + 200);
      await plane[end]();
      plane = await startPlane(ground);
    }
    const before = (await numbers(row.id)).length;
    await expect.poll(async () => (await numbers(row.id)).length).toBeGreaterThan(before + 200);
    const counted = await numbers(row.id);
    expect(counted).toEqual(Array.from({ length: counted.length }, (_, index) => index + 1));

    await plane.deployments.restartCurrent(id);
    await expect.poll(async () => (await numbers(row.id)).lastIndexOf(1)).toBeGreaterThan(0);
    const all = await numbers(row.id);
    const second = all.lastIndexOf(1);
    expect(all.slice(0, second)).toEqual(Array.from({ length: second }, (_, index) => index + 1));
    expect(all.slice(second)).toEqual(Array.from({ length: all.length - second }, (_, index) => index + 1));
  });
});
