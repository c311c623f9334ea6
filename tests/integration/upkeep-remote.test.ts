// A host over SSH that fails and comes back, its clock, memory and disk, and the registry for layers beside its engine.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildCacheFacts } from '../../src/contract/build-cache.ts';
import type { CleanupResult } from '../../src/contract/cleanup.ts';
import type { Deployment } from '../../src/contract/deployments.ts';
import type { ErrorBody } from '../../src/contract/errors.ts';
import type { DetailedHealth, Finding } from '../../src/contract/health.ts';
import type { Host } from '../../src/contract/hosts.ts';
import type { Project } from '../../src/contract/projects.ts';
import { webApplication } from '../e2e/applications/web-application.ts';
import { makeDataFolder, prepareEngine, removeInstallation } from '../e2e/shells/data-folder.ts';
import { type RunningProgram, startProgram } from '../support/control-plane.ts';
import { type DockerHost, type DockerHosts, startDockerHosts } from '../support/docker-hosts.ts';
import { DEPLOY_USER } from '../support/docker-hosts/host-files.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';
import { makeRegistryImage } from '../support/registry-image.ts';

const dataDir = makeDataFolder('upkeep-remote');
const image = `minipaas-test-registry:${process.pid}`;
let machines: DockerHosts;
let machine: DockerHost;
let git: GitServer;
let program: RunningProgram;
let host: Host;

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await program.call<T>(method, path, body);
  expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
  return answer.body;
}
const findingOf = async (id: string): Promise<Finding | undefined> =>
  (await call<DetailedHealth>('POST', '/health/check')).findings.find((finding) => finding.id === id);
const deploy = async (project: Project): Promise<Deployment> =>
  program.until((await call<Deployment>('POST', `/projects/${project.id}/deployments`, {})).id, 'running');
const addProject = (name: string): Promise<Project> =>
  call('POST', '/projects', {
    name,
    repoUrl: git.createRepository(name, {
      ...webApplication('layers'),
      Dockerfile: 'FROM node:local\nWORKDIR /app\nRUN echo slow > made\nCOPY . ./\nCMD ["node", "server.js"]\n',
    }).path,
    hostId: host.id,
  });

beforeAll(async () => {
  git = startGitServer();
  [machines] = await Promise.all([startDockerHosts(1), prepareEngine()]);
  machine = machines.host(1);
  await makeRegistryImage(image);
  await Promise.all([machine.loadImage('node:local'), machine.loadImage(image)]);
  program = await startProgram(dataDir);
  const input = {
    name: 'far',
    kind: 'ssh',
    address: machine.address,
    port: 22,
    user: DEPLOY_USER.name,
    privateKeyPath: machines.privateKeyPath,
  };
  const refused = await program.call<ErrorBody>('POST', '/hosts', input);
  host = await call('POST', '/hosts', { ...input, hostKeyFingerprint: refused.body.details?.['fingerprint'] });
});
afterAll(async () => {
  await program?.stop();
  await machines?.down();
  await git?.close();
  execFileSync('docker', ['rmi', '-f', image]);
  await removeInstallation(dataDir);
});

describe('a host over SSH', () => {
  it('is looked at: its link, its clock, and by a container of ours its memory and disk', async () => {
    await deploy(await addProject('web'));
    await expect.poll(() => findingOf(`ssh:${host.id}`)).toMatchObject({ status: 'ok' });
    await expect.poll(() => findingOf(`clock:${host.id}`)).toMatchObject({ status: 'ok' });
    expect((await findingOf(`host-disk:${host.id}`))?.message).toMatch(/^far: [\d.]+ \w?B of [\d.]+ \w?B are free/);
    expect((await findingOf(`host-memory:${host.id}`))?.message).toMatch(/^far: [\d.]+ \w?B of [\d.]+ \w?B of memory/);
  });

  it('is found to be gone, and by its fix to be there again', async () => {
    await machine.kill();
    const failed = async () =>
      (await call<DetailedHealth>('GET', '/health/detailed')).findings.find(
        ({ id, status }) => [`ssh:${host.id}`, `engine:${host.id}`].includes(id) && status === 'failed',
      );
    await expect.poll(failed).toMatchObject({ fixes: [{ label: 'Look for far again' }] });
    await machine.start();
    const found = await failed();
    await program.call('POST', `/health/fixes/${found?.fixes[0]?.id}`, {});
    const isThere = async () => (await findingOf(`engine:${host.id}`))?.status;
    await expect.poll(isThere).toBe('ok');
    await expect.poll(failed).toBeUndefined();
  });
});

describe('an engine that is restarted', () => {
  it.each([
    ['while it builds', 'sleep 4', 0, 'building'],
    ['while the new release is not ready yet', 'true', 6, 'starting'],
  ])('%s does not fail the deployment, and what served before serves again', async (_, build, seconds, state) => {
    const repository = git.createRepository(`restart-${state}`, {
      ...webApplication('version 1'),
      Dockerfile: 'FROM node:local\nWORKDIR /app\nCOPY . ./\nCMD ["node", "server.js"]\n',
    });
    const project = await call<Project>('POST', '/projects', {
      name: `restart-${state}`,
      repoUrl: repository.path,
      hostId: host.id,
    });
    await deploy(project);
    repository.commit({
      ...webApplication('version 2'),
      Dockerfile: `FROM node:local\nWORKDIR /app\nCOPY . ./\nRUN ${build}\nCMD ["sh", "-c", "sleep ${seconds}; exec node server.js"]\n`,
    });
    const { id } = await call<Deployment>('POST', `/projects/${project.id}/deployments`, {});
    await program.until(id, state as Deployment['status']);
    await machine.kill();
    await machine.start();
    const ended = await program.until(id, 'running');
    expect(ended.isCurrent).toBe(true);
    await expect.poll(async () => (await fetch(ended.url ?? '')).text().catch(() => '')).toBe('Hello from version 2');
    const names = () =>
      machine.docker('ps', '-a', '--filter', `label=minipaas.project=${project.id}`, '--format', '{{.Names}}').trim();
    await expect.poll(names).toBe(`minipaas-restart-${state}-${id}`);
  });
});

describe('a registry for layers', () => {
  const facts = () => call<BuildCacheFacts>('GET', `/hosts/${host.id}/build-cache`);

  it('is installed, survives the clearing of the cache, and gives layers back that nothing else has', async () => {
    await call('PATCH', '/settings', { buildCache: { registryImage: image } });
    const { registry } = await call<BuildCacheFacts>('POST', `/hosts/${host.id}/layer-registry`);
    expect(registry).toEqual({ image, isRunning: true, address: expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
    const project = await addProject('layered');
    const first = await deploy(project);
    expect(first.buildSteps).toBeGreaterThanOrEqual(4);
    const label = ['--filter', 'label=minipaas.role=layer-registry'];
    expect(machine.docker('ps', ...label, '--format', '{{.Names}}')).toMatch(/^minipaas-layers-/);
    // What builds push is known by their own names only.
    expect(machine.docker('images', '--format', '{{.Repository}}')).not.toContain('127.0.0.1');

    await call('DELETE', `/projects/${project.id}`);
    expect(
      (await call<{ freedBytes: number }>('POST', `/hosts/${host.id}/build-cache/clear`, {})).freedBytes,
    ).toBeGreaterThan(0);
    expect((await facts()).unusedBytes).toBe(0);
    const repository = git.createRepository('again', {
      ...webApplication('layers'),
      Dockerfile: 'FROM node:local\nWORKDIR /app\nRUN echo slow > made\nCOPY . ./\nCMD ["node", "server.js"]\n',
    });
    const again = await call<Project>('POST', '/projects', {
      name: 'layered',
      repoUrl: repository.path,
      hostId: host.id,
    });
    // FROM, WORKDIR, RUN and COPY: all of them.
    expect((await deploy(again)).cachedSteps).toBeGreaterThanOrEqual(3);
  });

  it('is left alone by every clean-up, started again after it was stopped, and removed with all its layers', async () => {
    const { items } = await call<CleanupResult>('POST', '/cleanup', { dryRun: false });
    expect(items.map(({ name }) => name).join()).not.toContain('layers');
    const id = machine.docker('ps', '-q', '--filter', 'label=minipaas.role=layer-registry').trim();
    machine.docker('stop', '-t', '1', id);
    expect((await facts()).registry).toMatchObject({ isRunning: false, address: null });
    // A build goes on without it.
    const [project] = (await call<Project[]>('GET', '/projects')).filter(({ name }) => name === 'layered');
    await deploy(project as Project);
    const started = await call<BuildCacheFacts>('POST', `/hosts/${host.id}/layer-registry`);
    expect(started.registry?.isRunning).toBe(true);
    const catalog = machine.docker('volume', 'ls', '-q', '--filter', 'label=minipaas.role=layer-registry');
    expect(catalog).toMatch(/^minipaas-layers-/);
    expect(await call<BuildCacheFacts>('DELETE', `/hosts/${host.id}/layer-registry`)).toMatchObject({ registry: null });
    expect(machine.docker('volume', 'ls', '-q', '--filter', 'label=minipaas.role=layer-registry').trim()).toBe('');
    expect(machine.docker('ps', '-aq', '--filter', 'label=minipaas.role=layer-registry').trim()).toBe('');
  });
});
