// The whole program, as it is built and started, over its REST API and against the real engine.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deployment } from '../../src/contract/deployments.ts';
import type { EnvVar } from '../../src/contract/environment.ts';
import type { ErrorBody } from '../../src/contract/errors.ts';
import type { ErrorGroup, ErrorGroupDetail, ErrorGroupList } from '../../src/contract/error-groups.ts';
import type { Host } from '../../src/contract/hosts.ts';
import type { LogBatch } from '../../src/contract/logs.ts';
import type { Project, RemovalPlan } from '../../src/contract/projects.ts';
import type { ReleaseOrigins } from '../../src/contract/release-origins.ts';
import type { Volume } from '../../src/contract/volumes.ts';
import { brokenApplication, staticPage, webApplication } from '../e2e/applications/web-application.ts';
import { makeDataFolder, prepareEngine, removeInstallation } from '../e2e/shells/data-folder.ts';
import { containersOf, imagesOf } from '../support/engine-objects.ts';
import { type RunningProgram, spawnProgram, startProgram } from '../support/control-plane.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';
import type { TestRepository } from '../support/git-repository.ts';

const answer = async (url: string | null): Promise<string> => (await fetch(url ?? '')).text();

let git: GitServer;
beforeAll(async () => {
  await prepareEngine();
  git = startGitServer();
});
afterAll(() => git.close());

describe('the program over REST', () => {
  const dataDir = makeDataFolder('rest');
  let program: RunningProgram;
  let repository: TestRepository;
  let project: Project;
  let first: Deployment;

  async function deploy(): Promise<number> {
    const { status, body } = await program.call<Deployment>('POST', `/projects/${project.id}/deployments`, {});
    expect(status).toBe(201);
    return body.id;
  }

  /** Without the helper that looks into volumes. */
  const applications = () => containersOf(dataDir).filter((name) => name.startsWith('minipaas-rest-'));

  beforeAll(async () => {
    repository = git.createRepository('rest', webApplication('version 1'));
    program = await startProgram(dataDir);
  });
  afterAll(async () => {
    await program?.stop();
    await removeInstallation(dataDir);
  });

  it('deploys a bare repository to a running application', async () => {
    const created = await program.call<Project>('POST', '/projects', { name: 'rest', repoUrl: repository.path });
    expect(created.status).toBe(201);
    project = created.body;
    expect(project.slug).toBe('rest');
    first = await program.until(await deploy(), 'running');
    expect(await answer(first.url)).toBe('Hello from version 1');
    expect(first.stages.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'source succeeded',
      'build succeeded',
      'image succeeded',
      'deploy succeeded',
      'route succeeded',
    ]);
    const whole = async () =>
      (await program.call<LogBatch>('GET', `/deployments/${first.id}/logs?kind=build&after=0`)).body;
    // It runs a moment before its log is closed.
    await expect.poll(whole).toMatchObject({ isComplete: true });
    const body = await whole();
    expect(body.lines.map(({ seq }) => seq)).toEqual(body.lines.map((_, index) => index + 1));
    const rest = await program.call<LogBatch>('GET', `/deployments/${first.id}/logs?kind=build&after=${body.next}`);
    expect(rest.body).toMatchObject({ lines: [], next: body.next });
  });

  it('replaces it by a second commit and leaves one container', async () => {
    const file = {
      volumes: [{ name: 'data', path: '/data', size: '1 GB' }],
      variables: [
        { name: 'SALT', generate: 'hex32', secret: false },
        { name: 'MOOD', default: 'fine' },
      ],
      release: {
        command: `node -e "require('fs').writeFileSync('/data/salt', process.env.SALT); console.log('salted')"`,
      },
    };
    repository.commit({ ...webApplication('version 2'), 'minipaas.json': JSON.stringify(file) });
    const second = await program.until(await deploy(), 'running');
    expect(second.url).toBe(first.url);
    // What the repository asks for is there, and nothing of it waits for another release.
    const log = await program.call<LogBatch>('GET', `/deployments/${second.id}/logs?kind=build&after=0`);
    expect(log.body.lines.map(({ text }) => text)).toEqual(expect.arrayContaining(['salted']));
    const variables = await program.call<EnvVar[]>('GET', `/projects/${project.id}/env`);
    expect(variables.body).toMatchObject([
      { key: 'SALT', value: expect.stringMatching(/^[0-9a-f]{64}$/) as string, isPending: false },
    ]);
    const volumes = await program.call<Volume[]>('GET', `/projects/${project.id}/volumes`);
    expect(volumes.body).toMatchObject([{ name: 'data', mountPath: '/data', maxSizeBytes: 1024 ** 3 }]);
    const origins = await program.call<ReleaseOrigins>('GET', `/deployments/${second.id}/configuration`);
    expect(origins.body.values).toContainEqual({
      key: 'variables.MOOD',
      value: 'fine',
      origin: 'file',
      overruled: null,
    });
    const { body: now } = await program.call<Project>('GET', `/projects/${project.id}`);
    expect(now.hasPendingChanges).toBe(false);
    expect(await answer(second.url)).toBe('Hello from version 2');
    expect((await program.call<Deployment>('GET', `/deployments/${first.id}`)).body.status).toBe('stopped');
    await expect.poll(applications).toHaveLength(1);
  });

  it('leaves it serving when a commit is broken, and says why', async () => {
    repository.commit(brokenApplication);
    const broken = await program.until(await deploy(), 'failed');
    expect(broken).toMatchObject({
      errorCode: 'CONTAINER_EXITED',
      errorMessage: expect.stringContaining('there is no database'),
    });
    expect(broken.errorHint).toContain('goes on serving');
    expect(await answer(first.url)).toBe('Hello from version 2');
  });

  it('goes back to the first release without a build', async () => {
    const { status, body } = await program.call<Deployment>('POST', `/deployments/${first.id}/rollback`, {});
    expect(status).toBe(201);
    const back = await program.until(body.id, 'running');
    expect(back.rollbackOf).toBe(first.id);
    expect(await answer(back.url)).toBe('Hello from version 1');
  });

  it('answers bad input with the field and the fix', async () => {
    const cases: readonly [string, string, unknown, number, Partial<ErrorBody>][] = [
      ['POST', '/projects', { name: 'REST', repoUrl: repository.path }, 409, { code: 'NAME_TAKEN', field: 'name' }],
      ['POST', '/projects', { name: 'x' }, 400, { code: 'VALIDATION_FAILED' }],
      ['POST', '/projects', { repoUrl: '--upload-pack=x' }, 400, { code: 'VALIDATION_FAILED', field: 'repoUrl' }],
      [
        'POST',
        '/projects',
        { repoUrl: repository.path, port: 70_000 },
        400,
        { code: 'VALIDATION_FAILED', field: 'port' },
      ],
      [
        'POST',
        `/projects/${project.id}/env`,
        { key: '1X', value: '' },
        400,
        { code: 'VALIDATION_FAILED', field: 'key' },
      ],
      ['GET', '/projects/999', undefined, 404, { code: 'NOT_FOUND' }],
      ['POST', '/detect', { repoUrl: `${repository.path}-gone` }, 422, { code: 'REPOSITORY_NOT_FOUND' }],
    ];
    for (const [method, path, body, status, error] of cases) {
      const refused = await program.call<ErrorBody>(method, path, body);
      expect(refused, `${method} ${path}`).toMatchObject({ status, body: error });
      expect(refused.body.hint.length).toBeGreaterThan(10);
    }
  });

  it('groups what the application fails with, and opens it again when it comes back', async () => {
    const { body: served } = await program.call<Project>('GET', `/projects/${project.id}`);
    const url = served.current?.url ?? '';
    const until = async (holds: (group: ErrorGroup) => boolean): Promise<ErrorGroup> => {
      let found: ErrorGroup | undefined;
      await expect
        .poll(
          async () => {
            const { body } = await program.call<ErrorGroupList>('GET', `/projects/${project.id}/errors`);
            found = body.groups.find((group) => group.type === 'TypeError');
            return found !== undefined && holds(found);
          },
          { interval: 250 },
        )
        .toBe(true);
      return found as ErrorGroup;
    };
    for (const id of [1, 2, 3]) {
      await answer(`${url}/fail?id=${id}`);
    }
    const group = await until(({ count }) => count === 3);
    expect(group).toMatchObject({
      language: 'javascript',
      message: "Cannot read properties of undefined (reading 'total')",
      culprit: 'total (server.js)',
      status: 'open',
      lastDeploymentId: served.current?.id,
    });
    const { body: detail } = await program.call<ErrorGroupDetail>('GET', `/errors/${group.id}`);
    const sample = detail.samples[0];
    const { body: log } = await program.call<LogBatch>(
      'GET',
      `/deployments/${sample?.deploymentId}/logs?kind=runtime&after=${(sample?.firstSeq ?? 1) - 1}`,
    );
    expect(sample?.text.split('\n')[0]).toBe(log.lines[0]?.text);
    expect((await program.call('POST', `/errors/${group.id}/resolve`, {})).body).toMatchObject({ status: 'resolved' });
    await answer(`${url}/fail`);
    expect(await until(({ count }) => count === 4)).toMatchObject({
      status: 'open',
      reopenedIn: served.current?.id,
    });
    const { body: only } = await program.call<LogBatch>(
      'GET',
      `/deployments/${sample?.deploymentId}/logs?kind=runtime&query=fail%5C%3Fid%3D%5B12%5D&isRegex=true`,
    );
    expect(only.lines.map(({ text }) => text)).toEqual(['asked for /fail?id=1', 'asked for /fail?id=2']);
  });

  it('keeps a variable for the next release', async () => {
    const plain = await program.call<EnvVar>('POST', `/projects/${project.id}/env`, { key: 'GREETING', value: 'Hi' });
    expect(plain.body).toMatchObject({ key: 'GREETING', value: 'Hi', isPending: true });
  });

  it('deletes a project with everything that is its own', async () => {
    // The container that served before the rollback goes when its successor serves.
    await expect.poll(applications).toHaveLength(1);
    const { body: plan } = await program.call<RemovalPlan>('GET', `/projects/${project.id}/removal`);
    expect(plan.containers).toHaveLength(1);
    expect(plan.images.length).toBeGreaterThan(0);
    expect((await program.call('DELETE', `/projects/${project.id}`)).status).toBe(200);
    expect(containersOf(dataDir)).toEqual([]);
    expect(imagesOf(dataDir)).toEqual([]);
    expect((await program.call('GET', `/projects/${project.id}`)).status).toBe(404);
  });

  it('lets no second program into its data folder, and says who is there', async () => {
    const { printed } = spawnProgram(dataDir);
    expect(await printed.exited).toBe(1);
    expect(printed.all()).toContain(
      `miniPaaS already runs on ${dataDir} (process ${program.child.pid}, ${program.url})`,
    );
  });

  it('ends with 0 when it is asked to', async () => {
    expect(await program.stop()).toBe(0);
  });
});

describe('a program that is killed', () => {
  const dataDir = makeDataFolder('killed');
  afterAll(() => removeInstallation(dataDir));

  it('builds once more what it was building, ends it once and leaves nothing behind', async () => {
    // Different each time, so that no build cache has it done already.
    const begun = `begun at ${Date.now()}`;
    const files = staticPage('still here');
    const slow = files['Dockerfile']?.replace('COPY', `RUN echo ${begun} && sleep 4\nCOPY`) ?? '';
    const repository = git.createRepository('killed', { ...files, Dockerfile: slow });
    const killed = await startProgram(dataDir);
    const { body: project } = await killed.call<Project>('POST', '/projects', {
      name: 'killed',
      repoUrl: repository.path,
    });
    const { body: deployment } = await killed.call<Deployment>('POST', `/projects/${project.id}/deployments`, {});
    for (let after = 0, isBuilding = false; !isBuilding; ) {
      const { body } = await killed.call<LogBatch>(
        'GET',
        `/deployments/${deployment.id}/logs?after=${after}&waitMs=5000`,
      );
      isBuilding = body.lines.some(({ text }) => text === begun);
      after = body.next;
    }
    await killed.kill();

    const next = await startProgram(dataDir);
    try {
      const ended = await next.until(deployment.id, 'running');
      expect(await answer(ended.url)).toBe('still here');
      const { body } = await next.call<{ items: Deployment[] }>('GET', `/projects/${project.id}/deployments`);
      expect(body.items.map(({ status }) => status)).toEqual(['running']);
      await expect.poll(() => containersOf(dataDir)).toEqual([`minipaas-killed-${deployment.id}`]);
      // Not even the checkout of the build that was cut off.
      await expect.poll(() => readdir(join(dataDir, 'work'))).toEqual([]);
    } finally {
      await next.stop();
    }
  });
});

describe('the demonstration', () => {
  const dataDir = makeDataFolder('demo');
  afterAll(() => removeInstallation(dataDir));

  it('prints the address of the sample application, which answers from a container', async () => {
    const program = await startProgram(dataDir, ['--demo']);
    try {
      const address = await program.find(/The sample application is running: (\S+)/);
      const page = await fetch(address);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('This page comes from a container');
    } finally {
      expect(await program.stop()).toBe(0);
    }
  });
});

describe('a data folder that cannot be used', () => {
  it('is named, with what to do', async () => {
    const { printed } = spawnProgram('/dev/null/minipaas');
    expect(await printed.exited).toBe(1);
    expect(printed.all()).toMatch(/The data folder \/dev\/null\/minipaas cannot be used.*\n.*--data-dir/);
  });
});

describe('a machine without an engine', () => {
  const dataDir = makeDataFolder('no-engine');
  afterAll(() => removeInstallation(dataDir));

  it('is told how to get one, and has its dashboard all the same', async () => {
    const program = await startProgram(dataDir, [], { DOCKER_HOST: 'unix:///nonexistent/docker.sock' });
    try {
      await program.find(/No Docker engine answers on this machine.*\n.*--install-docker/);
      const { body } = await program.call<readonly Host[]>('GET', '/hosts');
      expect(body).toMatchObject([{ status: 'unreachable', error: { code: 'DOCKER_NOT_FOUND' } }]);
    } finally {
      expect(await program.stop()).toBe(0);
    }
  });
});
