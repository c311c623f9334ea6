// Releases on the real engine, from a real repository to a real answer.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProjectSettings } from '../../src/contract/projects.ts';
import type { DeploymentRow } from '../../src/main/features/deployments/ports/deployment-store.ts';
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
beforeEach(async () => {
  ground = makeGround(test);
  plane = await startPlane(ground);
});
afterEach(async () => {
  await plane.stop();
  await removeObjects(test);
  ground.remove();
});

/** An application of one page. */
function page(text: string): Readonly<Record<string, string>> {
  return {
    Dockerfile: [
      'FROM busybox:local',
      `RUN mkdir /www && echo ${text} > /www/index.html && echo ok > /www/up`,
      'CMD ["httpd", "-f", "-v", "-p", "3000", "-h", "/www"]',
      '',
    ].join('\n'),
  };
}

/** One whose command this is. */
function runs(...command: string[]): Readonly<Record<string, string>> {
  return { Dockerfile: `FROM busybox:local\nRUN mkdir /www && echo ok > /www/up\nCMD ${JSON.stringify(command)}\n` };
}

async function answer(row: DeploymentRow): Promise<string> {
  return (await (await fetch(`${row.url}/`)).text()).trim();
}

async function containers(): Promise<readonly string[]> {
  const found = await test.engine.containers.list(test.labels);
  return found.map(({ name, state }) => `${name.replace(`minipaas-${test.prefix}-`, '')} ${state}`).sort();
}

async function images(): Promise<readonly string[]> {
  const found = await test.engine.images.list(test.labels);
  return found
    .flatMap(({ tags, id }) => (tags.length === 0 ? [id] : tags))
    .map((tag) => tag.replace(/^.*:/, ''))
    .sort();
}

describe('a release', () => {
  it('goes from a repository to an answer, and the next one takes its place on the same port', async () => {
    const { id, repository } = plane.addProject('shop');
    const sha = repository.commit(page('first'), { message: 'Open the shop' });
    const first = await plane.deploy(id);
    expect(first).toMatchObject({ status: 'running', commitSha: sha, commitMessage: 'Open the shop', error: null });
    expect(await answer(first)).toBe('first');
    expect(await containers()).toEqual([`shop-${first.id} running`]);
    const build = await plane.texts(first.id, 'build');
    expect(build.some((text) => /^Step \d+ of \d+: .*busybox:local/.test(text))).toBe(true);
    expect(build.at(-1)).toMatch(/^Running at http:\/\/localhost:\d+/);

    const command = `sh -c 'echo "migrated beside $PORT from $(hostname)"; test -f /www/index.html'`;
    const file = { health: { path: '/up' }, variables: [{ name: 'MOOD', default: 'fine' }], release: { command } };
    repository.commit({ ...page('second'), 'minipaas.json': JSON.stringify(file) });
    const second = await plane.deploy(id);
    expect(second).toMatchObject({ status: 'running', url: first.url, publishedPort: first.publishedPort });
    expect(second.snapshot).toMatchObject({
      settings: { healthPath: '/up' },
      variables: [{ key: 'MOOD', value: 'fine' }],
    });
    expect((await plane.texts(second.id, 'build')).join('\n')).toMatch(
      /Release command: sh -c .*\nmigrated beside \d+ from \w+\nThe release command succeeded/,
    );
    expect(await answer(second)).toBe('second');
    expect(await containers()).toEqual([`shop-${second.id} running`]);
    expect(plane.row(first.id)).toMatchObject({ status: 'stopped', canRollback: true });

    const { id: back } = plane.deployments.rollback({ id: first.id }, caller);
    const third = await plane.ended(back);
    expect(third).toMatchObject({ status: 'running', url: first.url, imageId: first.imageId });
    expect(await answer(third)).toBe('first');
    expect(await containers()).toEqual([`shop-${third.id} running`]);
    expect(plane.problems).toEqual([]);
  });

  it('stops and starts on its port', async () => {
    const { id, repository } = plane.addProject('shop');
    repository.commit(page('here'));
    const row = await plane.deploy(id);
    await plane.deployments.stopCurrent(id);
    await expect(answer(row)).rejects.toThrow('fetch failed');
    expect(plane.deployments.runStateOf(id)).toBe('stopped');
    await plane.deployments.startCurrent(id);
    await expect.poll(() => answer(row).catch(() => '')).toBe('here');
    await plane.deployments.restartCurrent(id);
    await expect.poll(() => answer(row).catch(() => '')).toBe('here');
    await expect.poll(() => plane.deployments.runStateOf(id)).toBe('running');
  });

  it('keeps what the application says, from its start on, and what it says when it is replaced', async () => {
    const { id, repository } = plane.addProject('talker');
    const talker = (text: string) =>
      runs(
        'sh',
        '-c',
        `echo ${text} starts; trap 'echo ${text} ends; exit' TERM; httpd -p 3000 -h /www; while :; do sleep 0.1; done`,
      );
    repository.commit(talker('first'));
    const first = await plane.deploy(id);
    repository.commit(talker('second'));
    const second = await plane.deploy(id);
    const said = await plane.texts(first.id, 'runtime');
    expect(said.filter((text) => text.startsWith('first'))).toEqual(['first starts', 'first ends']);
    expect(
      (await plane.logs.read({ id: first.id, kind: 'runtime', after: 0, maxBytes: 65_536, waitMs: 0 }, caller))
        .isComplete,
    ).toBe(true);
    expect((await plane.texts(second.id, 'runtime')).filter((text) => text === 'second starts').length).toBe(2);
  });

  it('keeps as many images as it is told', async () => {
    const { id, repository } = plane.addProject('shop', { keepImageHistory: 2 });
    for (const text of ['a', 'b', 'c']) {
      repository.commit(page(text));
      await plane.deploy(id);
    }
    expect(await images()).toEqual(['2', '3']);
    expect(plane.view(1 as never).canRollback).toBe(false);
    expect(plane.view(2 as never).canRollback).toBe(true);
  });

  it('of an image that the host has', async () => {
    const image = await test.imageRunning(['httpd', '-f', '-p', '3000', '-h', '/etc']);
    const { id } = plane.addProject('made');
    plane.useImage(id, image);
    const row = await plane.deploy(id);
    expect(row).toMatchObject({ status: 'running' });
    expect((await fetch(`${row.url}/group`)).status).toBe(200);
  });
});

/** For what is waited for in vain: whatever else happens may take its time. */
const inVain = { healthTimeoutSeconds: 3 };

describe('a bad release', () => {
  const bad: readonly {
    readonly name: string;
    readonly files: Readonly<Record<string, string>>;
    readonly settings?: Partial<ProjectSettings>;
    readonly code: string;
    readonly says: RegExp;
    /** Why, as far as it is recognised. */
    readonly explained?: { readonly id: string; readonly step?: unknown };
  }[] = [
    {
      name: 'fails to build',
      files: { Dockerfile: 'FROM busybox:local\nRUN echo broken; exit 7\n' },
      code: 'BUILD_FAILED',
      says: /exit code 7/,
    },
    {
      name: 'crashes at its start',
      files: runs('sh', '-c', 'echo "Error: no database" >&2; exit 3'),
      code: 'CONTAINER_EXITED',
      says: /code 3 .*Error: no database/,
    },
    {
      name: 'is never ready',
      files: runs('sleep', '600'),
      settings: inVain,
      code: 'PORT_NOT_LISTENING',
      says: /port 3000 within 3 s/,
      explained: { id: 'port-silent' },
    },
    {
      name: 'listens on another port',
      files: runs('httpd', '-f', '-p', '8080', '-h', '/www'),
      settings: inVain,
      code: 'PORT_NOT_LISTENING',
      says: /listens on 8080/,
      explained: { id: 'port-mismatch', step: { type: 'setPort', port: 8080 } },
    },
    {
      name: 'listens on localhost only',
      files: runs('httpd', '-f', '-p', '127.0.0.1:3000', '-h', '/www'),
      settings: inVain,
      code: 'LISTENS_ON_LOCALHOST',
      says: /localhost only/,
      explained: { id: 'listens-on-localhost' },
    },
    {
      name: 'fails its health path',
      files: runs('httpd', '-f', '-p', '3000', '-h', '/www'),
      settings: { ...inVain, healthPath: '/nothing-here' },
      code: 'HEALTH_CHECK_FAILED',
      says: /\/nothing-here .*it answered 404/,
      explained: { id: 'health-path-not-found' },
    },
    {
      name: 'runs out of memory',
      files: runs('sh', '-c', 'tail /dev/zero'),
      settings: { memoryLimitMb: 16 },
      code: 'OUT_OF_MEMORY',
      says: /more than its 16 MB/,
      explained: { id: 'memory-limit', step: { type: 'setMemory', memoryLimitMb: 32 } },
    },
    {
      name: 'has a release command that fails',
      files: {
        ...page('never'),
        'minipaas.json': JSON.stringify({ release: { command: "sh -c 'echo DATABASE_URL is not set >&2; exit 4'" } }),
      },
      code: 'RELEASE_COMMAND_FAILED',
      says: /exit code 4. Its last words: DATABASE_URL is not set/,
      explained: { id: 'variable-not-set', step: { type: 'setVariables', keys: ['DATABASE_URL'] } },
    },
    {
      name: 'has a release command that hangs',
      files: {
        ...page('never'),
        'minipaas.json': JSON.stringify({ release: { command: 'sleep 600', timeoutSeconds: 1 } }),
      },
      code: 'RELEASE_COMMAND_TIMED_OUT',
      says: /ended after 1 s/,
      explained: { id: 'release-command-failed' },
    },
    {
      name: 'lacks a variable that it says it needs',
      files: { ...page('never'), 'minipaas.json': '{"variables": [{"name": "API_KEY"}]}' },
      code: 'VARIABLES_MISSING',
      says: /not set: API_KEY/,
      explained: { id: 'variable-missing' },
    },
    {
      name: 'has a minipaas.json with a mistake',
      files: { ...page('never'), 'minipaas.json': '{\n  "prot": 80\n}' },
      code: 'REPOSITORY_FILE_INVALID',
      says: /line 2, column 3: "prot" is not known; port is/,
    },
  ];

  // One after the other beside the same good one.
  it(`leaves the old one serving when it ${bad.map(({ name }) => name).join(', when it ')}`, async () => {
    const { id, repository } = plane.addProject('shop');
    repository.commit(page('good'));
    const good = await plane.deploy(id);
    const { settings: usual } = plane.row(good.id).snapshot;

    for (const { name, files, settings = {}, code, says, explained } of bad) {
      plane.change(id, { ...usual, ...settings });
      repository.commit({ 'minipaas.json': '{}', ...files });
      const row = await plane.deploy(id);
      expect(row, name).toMatchObject({ status: 'failed', error: { code }, explanation: explained ?? null });
      expect(`${row.error?.message} ${row.error?.hint}`).toMatch(says);
      expect(await answer(good), name).toBe('good');
      expect(await containers(), name).toEqual([`shop-${good.id} running`]);
      expect(await images(), name).toEqual([String(good.id)]);
      expect(plane.problems, name).toEqual([]);
    }
  });
});

describe('a cancel', () => {
  it('of a build ends the build on the engine', async () => {
    const { id, repository } = plane.addProject('shop');
    // A step of its own: the engine does what several builds ask for only once.
    repository.commit({ Dockerfile: `FROM busybox:local\nRUN echo begun; sleep 600 # ${test.prefix}\n` });
    const made = plane.deployments.create({ id }, caller);
    await expect.poll(() => plane.texts(made.id, 'build')).toContain('begun');
    plane.deployments.cancel({ id: made.id });
    expect(await plane.ended(made.id)).toMatchObject({ status: 'cancelled' });
    expect(await containers()).toEqual([]);
    expect(await images()).toEqual([]);
  });

  it('of a start leaves the old one serving', async () => {
    const { id, repository } = plane.addProject('shop');
    repository.commit(page('good'));
    const good = await plane.deploy(id);
    repository.commit(runs('sleep', '600'));
    const made = plane.deployments.create({ id }, caller);
    await expect.poll(() => containers()).toContain(`shop-${made.id}-candidate running`);
    plane.deployments.cancel({ id: made.id });
    expect(await plane.ended(made.id)).toMatchObject({ status: 'cancelled' });
    expect(await answer(good)).toBe('good');
    expect(await containers()).toEqual([`shop-${good.id} running`]);
  });
});

describe('removing a project', () => {
  it('leaves nothing of it on the engine', async () => {
    const { id, repository } = plane.addProject('shop');
    repository.commit(page('one'));
    await plane.deploy(id);
    repository.commit(page('two'));
    await plane.deploy(id);
    const objects = await plane.deployments.listObjects(id);
    expect(objects.containers).toHaveLength(1);
    expect(objects.images).toHaveLength(2);
    expect(objects.logBytes).toBeGreaterThan(0);
    await plane.deployments.removeAll(id, { force: false });
    expect(await containers()).toEqual([]);
    expect(await images()).toEqual([]);
  });
});
