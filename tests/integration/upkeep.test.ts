// Queue, health, clean-up and build cache of the whole program on a real engine, beside a second installation and foreign objects.
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildCacheFacts } from '../../src/contract/build-cache.ts';
import type { CleanupResult } from '../../src/contract/cleanup.ts';
import type { Deployment, Queue } from '../../src/contract/deployments.ts';
import type { DetailedHealth, Finding, HealthEvent } from '../../src/contract/health.ts';
import type { Project } from '../../src/contract/projects.ts';
import { makeDataFolder, prepareEngine, removeInstallation } from '../e2e/shells/data-folder.ts';
import { type RunningProgram, startProgram } from '../support/control-plane.ts';
import { containersOf, imagesOf } from '../support/engine-objects.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';

const docker = (...args: readonly string[]): string => execFileSync('docker', args, { encoding: 'utf8' }).trim();

/** Ends with this code when it is asked to. */
const crashing = (text: string) => ({
  Dockerfile: 'FROM node:local\nWORKDIR /app\nCOPY server.js ./\nRUN echo a step\nCMD ["node", "server.js"]\n',
  'server.js': `
    require('node:http').createServer((request, response) => {
      if (request.url === '/crash') {
        console.error('Error: connect ECONNREFUSED 10.9.8.7:5432');
        process.exit(7);
      }
      response.end('${text}');
    }).listen(Number(process.env.PORT ?? 3000), '0.0.0.0');
    process.on('SIGTERM', () => process.exit(0));
  `,
});

let git: GitServer;
let program: RunningProgram;
const dataDir = makeDataFolder('upkeep');
const strangers: string[] = [];

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await program.call<T>(method, path, body);
  expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
  return answer.body;
}
const addProject = async (name: string, settings: object = {}): Promise<Project> => {
  const repository = git.createRepository(name, crashing(name));
  return call('POST', '/projects', { name, repoUrl: repository.path, healthTimeoutSeconds: 30, ...settings });
};
const deploy = async (project: Project): Promise<Deployment> =>
  program.until((await call<Deployment>('POST', `/projects/${project.id}/deployments`, {})).id, 'running');
const findings = async (): Promise<Finding[]> => (await call<DetailedHealth>('POST', '/health/check')).findings;
const findingOf = async (id: string): Promise<Finding | undefined> => (await findings()).find((each) => each.id === id);
const textOf = async (url: string | null): Promise<string> => (await fetch(url ?? '')).text().catch(() => '');
const crash = (url: string | null): Promise<unknown> => fetch(`${url}/crash`).catch(() => undefined);

beforeAll(async () => {
  await prepareEngine();
  git = startGitServer();
  program = await startProgram(dataDir);
});
afterAll(async () => {
  await program?.stop();
  for (const id of strangers) docker('rm', '-f', id);
  await removeInstallation(dataDir);
  await git.close();
});

describe('health', () => {
  it('answers cheaply to everybody, and in detail to who may know', async () => {
    const cheap = await fetch(`${program.url}/api/health`);
    expect(cheap.status).toBe(200);
    expect(await cheap.json()).toMatchObject({ status: expect.stringMatching(/^(ok|degraded)$/) });
    expect((await fetch(`${program.url}/api/health/detailed`)).status).toBe(401);
    // The engine is connected some time after the program answers.
    const wanted = ['engine', 'database', 'database-integrity', 'disk', 'host-disk', 'memory', 'clock', 'queue'];
    const missing = async () => {
      const ids = (await findings()).map(({ check }) => check);
      return wanted.filter((id) => !ids.includes(id));
    };
    await expect.poll(missing).toEqual([]);
  });

  it('finds an application that crashed, starts it again by its fix, and remembers both', async () => {
    const project = await addProject('crasher', { restartPolicy: 'no' });
    const { url } = await deploy(project);
    await crash(url);
    const id = `application:${project.id}`;
    await expect.poll(async () => (await findingOf(id))?.status).toBe('failed');
    const found = await findingOf(id);
    expect(found?.message).toContain('exited with code 7');
    // Its last lines may be read after its end was seen.
    await expect.poll(async () => (await findingOf(id))?.hint).toContain('Nothing answers at 10.9.8.7:5432');
    expect((await call<{ status: string }>('GET', '/health')).status).toBe('degraded');

    await call('POST', `/health/fixes/${found?.fixes[0]?.id}`, {});
    await expect.poll(async () => (await fetch(url ?? '')).text().catch(() => '')).toBe('crasher');
    expect(await findingOf(id)).toBeUndefined();
    const { items } = await call<{ items: HealthEvent[] }>('GET', '/health/history?limit=10');
    expect(items.filter(({ findingId }) => findingId === id).map(({ status }) => status)).toEqual(['ok', 'failed']);
  });

  it('starts what crashed by itself where the project asks for it', async () => {
    const [project] = await call<Project[]>('GET', '/projects');
    await call('PATCH', `/projects/${project?.id}`, { autoRestart: true });
    const container = project?.current?.containerId ?? '';
    const startedAt = () => docker('inspect', '-f', '{{.State.StartedAt}}', container);
    const before = startedAt();
    await crash(project?.url ?? null);
    await expect.poll(startedAt).not.toBe(before);
    await expect.poll(async () => (await fetch(project?.url ?? '')).text().catch(() => '')).toBe('crasher');
  });

  it('leaves what somebody stopped, and stops what crashes again and again, and says so', async () => {
    const project = await addProject('loop', { restartPolicy: 'no', autoRestart: true });
    // By its id: another run on this engine may have projects of the same name.
    const { url, containerId } = await deploy(project);
    const container = containerId ?? '';
    const state = async () => call<Project>('GET', `/projects/${project.id}`);
    const times = () => docker('inspect', '-f', '{{.State.StartedAt}} {{.State.FinishedAt}}', container);
    const answers = () => expect.poll(() => textOf(url)).toBe('loop');
    docker('stop', '-t', '5', container);
    const seen = times();
    await expect.poll(async () => (await state()).runState).toBe('stopped');
    // Longer than the first wait after a crash.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(times()).toBe(seen);
    await call('POST', `/projects/${project.id}/start`);
    await answers();

    for (let crashes = 1; crashes < 10; crashes += 1) {
      const before = times();
      await crash(url);
      await expect.poll(times).not.toBe(before);
      // By hand: miniPaaS would wait longer each time, and so would Docker.
      docker('start', container);
      await answers();
    }
    // The last time against an engine that starts it at once.
    docker('update', '--restart', 'always', container);
    await crash(url);
    await expect.poll(async () => (await state()).current?.errorCode).toBe('CRASH_LOOPING');
    expect((await state()).current).toMatchObject({ status: 'stopped', errorCode: 'CRASH_LOOPING' });
    const explanation = async () => (await state()).current?.explanation;
    await expect.poll(explanation).toMatchObject({ id: 'connection-refused', log: 'runtime' });
    const running = () => docker('ps', '-q', '--filter', `id=${container}`, '--filter', 'status=running');
    await expect.poll(running).toBe('');
    expect((await findingOf(`application:${project.id}`))?.message).toContain('crashed 10 times');
  });

  it('removes what is left over after it was named, and nothing of others', async () => {
    const instance = new Database(join(dataDir, 'minipaas.db'), { readonly: true });
    const own = instance.prepare<[], string>('select id from installation').pluck().get();
    instance.close();
    const foreign = (name: string, ...labels: string[]) => {
      const args = labels.flatMap((label) => ['--label', label]);
      strangers.push(docker('create', '--name', name, ...args, 'busybox:local', 'true'));
    };
    const unique = `${process.pid}-${Date.now()}`;
    foreign(`stranger-${unique}`);
    foreign(`minipaas-other-${unique}`, 'minipaas.managed=true', 'minipaas.instance=another', 'minipaas.deployment=1');
    const left = docker(
      ...['create', '--name', `minipaas-left-${unique}`, '--label', 'minipaas.managed=true'],
      ...['--label', `minipaas.instance=${own}`, '--label', 'minipaas.role=candidate'],
      ...['--label', 'minipaas.deployment=99999', 'busybox:local', 'true'],
    );
    const found = await findingOf('leftovers:1');
    const fix = found?.fixes.find(({ id }) => id === 'remove-leftovers-1');
    expect(fix?.removes).toContain(`container minipaas-left-${unique}`);
    expect(fix?.removes.join()).not.toContain('stranger');
    const refused = await program.call('POST', '/health/fixes/remove-leftovers-1', {});
    expect(refused).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED', field: 'confirm' } });
    const changed = await program.call('POST', '/health/fixes/remove-leftovers-1', { confirm: ['container x'] });
    expect(changed).toMatchObject({ status: 409, body: { code: 'FIX_CHANGED' } });
    await call('POST', '/health/fixes/remove-leftovers-1', { confirm: fix?.removes });
    expect(docker('ps', '-aq', '--no-trunc')).not.toContain(left);
    expect(docker('ps', '-aq', '--no-trunc')).toContain(strangers[0]);
    expect(docker('ps', '-aq', '--no-trunc')).toContain(strangers[1]);
  });
});

describe('the queue', () => {
  it('waits for a host that is paused, and runs in the order that was asked for', async () => {
    const projects = [await addProject('one'), await addProject('two'), await addProject('three')];
    await call('PATCH', '/settings', { maxConcurrentBuilds: 1 });
    expect(await call<Queue>('POST', '/queue/hosts/1/pause')).toMatchObject({ pausedHosts: [{ hostId: 1 }] });
    expect((await program.call('POST', '/queue/hosts/77/pause')).status).toBe(404);
    const made: Deployment[] = [];
    for (const project of projects) {
      made.push(await call<Deployment>('POST', `/projects/${project.id}/deployments`, {}));
    }
    const [first, second, third] = made.map(({ id }) => id);
    const moved = await call<Queue>('POST', `/queue/${third}/move`, { to: 'front' });
    expect(
      moved.waiting.map(({ deployment, isPaused }) => [deployment.id, deployment.queuePosition, isPaused]),
    ).toEqual([
      [third, 1, true],
      [first, 2, true],
      [second, 3, true],
    ]);
    // A newer one takes the place of the one it replaces.
    const newer = await call<Deployment>('POST', `/projects/${projects[0]?.id}/deployments`, {});
    expect((await call<Queue>('GET', '/queue')).waiting.map(({ deployment }) => deployment.id)).toEqual([
      third,
      newer.id,
      second,
    ]);
    await call('POST', '/queue/hosts/1/resume');
    const ended = await Promise.all([third, newer.id, second].map((id) => program.until(id ?? 0, 'running')));
    expect(ended.map(({ id }) => id).toSorted((a, b) => startOf(ended, a) - startOf(ended, b))).toEqual([
      third,
      newer.id,
      second,
    ]);
    expect(await program.call('POST', `/queue/${third}/move`, { to: 'up' })).toMatchObject({
      status: 409,
      body: { code: 'NOT_QUEUED' },
    });
  });

  const startOf = (all: readonly Deployment[], id: number): number =>
    Date.parse(all.find((each) => each.id === id)?.startedAt ?? '');
});

describe('clean-up', () => {
  it('shows what would go, then removes exactly that, and never what serves or is kept', async () => {
    const project = (await call<Project[]>('GET', '/projects')).find(({ name }) => name === 'one');
    for (let count = 0; count < 3; count += 1) await deploy(project as Project);
    // What served before has let go of its image.
    await expect.poll(() => containersOf(dataDir).filter((name) => name.startsWith('minipaas-one-'))).toHaveLength(1);
    await call('PATCH', `/projects/${project?.id}`, { keepImageHistory: 1 });
    await call('PATCH', '/settings', { retention: { keepDeployments: 1 } });
    const imagesBefore = imagesOf(dataDir);
    const plan = await call<CleanupResult>('POST', '/cleanup', {});
    expect(plan.dryRun).toBe(true);
    expect(plan.items.map(({ kind }) => kind)).toContain('keptImage');
    expect(imagesOf(dataDir)).toEqual(imagesBefore);

    const done = await call<CleanupResult>('POST', '/cleanup', { dryRun: false });
    expect(done.kept).toEqual([]);
    expect(done.items.map(({ key }) => key)).toEqual(plan.items.map(({ key }) => key));
    const current = await call<Project>('GET', `/projects/${project?.id}`);
    // With the installation behind it where somebody else on the engine has that name already.
    expect(imagesOf(dataDir).filter((name) => name.startsWith('minipaas/one:'))).toEqual([
      expect.stringMatching(new RegExp(`^minipaas/one:${current.current?.id}(-[0-9a-f]{8})?$`)),
    ]);
    expect(await (await fetch(current.url ?? '')).text()).toBe('one');
    // What lost its image is history now, and goes the next time.
    await call('POST', '/cleanup', { dryRun: false });
    const { items } = await call<{ items: Deployment[] }>('GET', `/projects/${project?.id}/deployments`);
    expect(items.map(({ id }) => id)).toEqual([current.current?.id]);
    expect((await call<CleanupResult>('POST', '/cleanup', {})).items).toEqual([]);
  });
});

describe('a second installation on the same engine', () => {
  const otherDir = makeDataFolder('upkeep-other');
  let other: RunningProgram;

  afterAll(async () => {
    await other?.stop();
    await removeInstallation(otherDir);
  });

  it('ignores the first, and is ignored by it: projects, health, clean-up and removal', async () => {
    other = await startProgram(otherDir);
    const repository = git.createRepository('one', crashing('one of the other'));
    const { body: project } = await other.call<Project>('POST', '/projects', { name: 'one', repoUrl: repository.path });
    const { body: made } = await other.call<Deployment>('POST', `/projects/${project.id}/deployments`, {});
    const theirs = await other.until(made.id, 'running');
    const before = { containers: containersOf(otherDir), images: imagesOf(otherDir) };
    const mine = { containers: containersOf(dataDir), images: imagesOf(dataDir) };

    await call('POST', '/cleanup', { dryRun: false });
    const found = await findingOf('leftovers:1');
    expect(found?.status).toBe('ok');
    expect({ containers: containersOf(otherDir), images: imagesOf(otherDir) }).toEqual(before);
    expect(await (await fetch(theirs.url ?? '')).text()).toBe('one of the other');

    await other.call('POST', '/cleanup', { dryRun: false });
    const { body: health } = await other.call<DetailedHealth>('POST', '/health/check');
    expect(health.findings.find(({ id }) => id === 'leftovers:1')?.status).toBe('ok');
    expect((await other.call('DELETE', `/projects/${project.id}`)).status).toBe(200);
    expect(containersOf(otherDir)).toEqual([]);
    expect({ containers: containersOf(dataDir), images: imagesOf(dataDir) }).toEqual(mine);
    const [own] = (await call<Project[]>('GET', '/projects')).filter(({ name }) => name === 'one');
    expect(await (await fetch(own?.url ?? '')).text()).toBe('one');
  });
});

describe('the build cache', () => {
  it('is counted, taken from, and left alone once after it was cleared', async () => {
    const project = await addProject('cached');
    await deploy(project);
    const again = await deploy(project);
    expect(again.buildSteps).toBeGreaterThanOrEqual(3);
    expect(again.cachedSteps).toBeGreaterThanOrEqual(2);
    await call('POST', `/projects/${project.id}/build-cache/clear`);
    const anew = await deploy(project);
    // The base image is what it is.
    expect(anew.cachedSteps).toBe(1);
    expect((await deploy(project)).cachedSteps).toBeGreaterThanOrEqual(2);
  });

  it('says what it takes on the host', async () => {
    const facts = await call<BuildCacheFacts>('GET', '/hosts/1/build-cache');
    expect(facts).toMatchObject({ hostId: 1, registry: null });
    expect(facts.count).toBeGreaterThan(0);
    expect(facts.bytes).toBeGreaterThanOrEqual(facts.unusedBytes);
  });
});

describe('a disk that fills up', () => {
  const small = makeDataFolder('upkeep-small');
  let cramped: RunningProgram;

  beforeAll(async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=600m', 'minipaas-test', small]);
    cramped = await startProgram(small);
  });
  afterAll(async () => {
    await cramped?.stop();
    execFileSync('umount', [small]);
    await removeInstallation(small);
  });
  const disk = async (): Promise<Finding | undefined> =>
    (await cramped.call<DetailedHealth>('POST', '/health/check')).body.findings.find(({ id }) => id === 'disk');

  it('is a warning, then a failure, and no reason to end', async () => {
    expect(await disk()).toMatchObject({
      status: 'warning',
      message: expect.stringMatching(/^(5\d\d|600) MB are free/),
    });
    writeFileSync(join(small, 'ballast'), Buffer.alloc(400 * 1024 ** 2));
    expect(await disk()).toMatchObject({ status: 'failed' });
    rmSync(join(small, 'ballast'));
    expect(await disk()).toMatchObject({ status: 'warning' });
  });

  it('is told of the database, and keeps nobody from stopping and starting again, when not a byte is left', async () => {
    fill(join(small, 'ballast'));
    const { body } = await cramped.call<DetailedHealth>('POST', '/health/check');
    expect(body.findings.find(({ id }) => id === 'database')).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('disk is full'),
    });
    expect(await cramped.stop()).toBe(0);
    rmSync(join(small, 'ballast'));
    cramped = await startProgram(small);
    expect(await disk()).toMatchObject({ status: 'warning' });
  });
});

/** With as much as there is room for. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (const size of [1024 ** 2, 1024]) {
      const bytes = Buffer.alloc(size);
      while (writes(file, bytes));
    }
  } finally {
    closeSync(file);
  }
}

function writes(file: number, bytes: Buffer): boolean {
  try {
    return writeSync(file, bytes) === bytes.length;
  } catch {
    return false;
  }
}
