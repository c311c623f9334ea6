// The whole program with a host over SSH: added over REST, deployed to, cut off, switched off and on, and removed.
import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deployment } from '../../src/contract/deployments.ts';
import type { EnvVar } from '../../src/contract/environment.ts';
import type { ErrorBody } from '../../src/contract/errors.ts';
import type { Host, HostTest } from '../../src/contract/hosts.ts';
import type { LogBatch } from '../../src/contract/logs.ts';
import type { Project } from '../../src/contract/projects.ts';
import type { LeftVolume, Volume } from '../../src/contract/volumes.ts';
import { brokenApplication, webApplication } from '../e2e/applications/web-application.ts';
import { makeDataFolder, prepareEngine, removeInstallation } from '../e2e/shells/data-folder.ts';
import { defaultSettings } from '../../src/main/features/settings/defaults.ts';
import { repositoryRoot } from '../support/build.ts';
import { type RunningProgram, startProgram } from '../support/control-plane.ts';
import { type DockerHost, type DockerHosts, startDockerHosts } from '../support/docker-hosts.ts';
import { DEPLOY_USER } from '../support/docker-hosts/host-files.ts';
import type { TestRepository } from '../support/git-repository.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';

const docker = (...args: string[]): string => execFileSync('docker', args, { encoding: 'utf8' });
const FILL =
  'cd /v && echo one > a.txt && mkdir -m 750 dir && head -c 3000000 /dev/urandom > dir/big && chown 1000:7 dir/big && ln -s dir/big a.link';
/** Names, modes, owners, sizes and a checksum; the last by name, so that what comes later is at the end. */
const LOOK =
  'cd /app/storage && sha256sum dir/big && readlink a.link && find . -mindepth 1 | sort | while read f; do stat -c "%n %a %u:%g %s" "$f"; done | sed "s,^./,,"';

const answer = async (url: string | null): Promise<string> => (await fetch(url ?? '')).text();
const dataDir = makeDataFolder('remote');

let machines: DockerHosts;
let machine: DockerHost;
let git: GitServer;
let program: RunningProgram;
let repository: TestRepository;

beforeAll(async () => {
  git = startGitServer();
  [machines] = await Promise.all([startDockerHosts(1), prepareEngine()]);
  machine = machines.host(1);
  await machine.loadImage('node:local');
  // Nothing of it is pulled here, and looking for one in vain takes its time.
  machine.docker('tag', 'node:local', defaultSettings.volumes.helperImage);
  repository = git.createRepository('remote', webApplication('version 1'));
  // In place of a keychain.
  const passphrase = join(dataDir, 'passphrase');
  writeFileSync(passphrase, 'correct horse battery staple', { mode: 0o600 });
  program = await startProgram(dataDir, ['--passphrase-file', passphrase]);
});
afterAll(async () => {
  await program?.stop();
  await machines?.down();
  await git?.close();
  await removeInstallation(dataDir);
});

const containers = (): readonly string[] =>
  machine
    .docker('ps', '--filter', 'label=minipaas.managed=true', '--format', '{{.Names}}')
    .split('\n')
    .filter((name) => name !== '');

const cli = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, [join(repositoryRoot, 'src/cli/main.ts'), '--data-dir', dataDir, ...args]);

describe('a host over SSH', () => {
  let host: Host;
  let project: Project;
  let first: Deployment;

  /** A file in the application; Node.js takes this signal for a call of its debugger. */
  const setToken = (value: string) =>
    program.call<EnvVar>('POST', `/projects/${project.id}/env`, {
      ...{ key: 'TOKEN', value, isSecret: true, delivery: 'file', signal: 'SIGUSR1' },
    });
  const tokenOf = ({ containerId }: Deployment): string =>
    machine.docker('exec', containerId ?? '', 'cat', '/run/secrets/TOKEN');

  async function deploy(): Promise<number> {
    const { status, body } = await program.call<Deployment>('POST', `/projects/${project.id}/deployments`, {});
    expect(status).toBe(201);
    return body.id;
  }

  it('is refused until its key is confirmed, then added', async () => {
    const input = {
      name: 'far',
      kind: 'ssh',
      address: machine.address,
      port: 22,
      user: DEPLOY_USER.name,
      privateKeyPath: machines.privateKeyPath,
    };
    const refused = await program.call<ErrorBody>('POST', '/hosts', input);
    expect(refused).toMatchObject({ status: 409, body: { code: 'HOST_KEY_UNKNOWN', field: 'hostKeyFingerprint' } });
    const hostKeyFingerprint = refused.body.details?.['fingerprint'];
    expect(refused.body.message).toContain(hostKeyFingerprint);
    const tried = await program.call<HostTest>('POST', '/hosts/test', input);
    expect(tried.body).toMatchObject({ error: { code: 'HOST_KEY_UNKNOWN' }, engine: null });
    expect(tried.body.stages.at(-1)).toMatchObject({ stage: 'hostKey', isOk: false });

    const added = await program.call<Host>('POST', '/hosts', { ...input, hostKeyFingerprint });
    expect(added).toMatchObject({
      status: 201,
      body: { name: 'far', kind: 'ssh', status: 'connected', ssh: { auth: 'key', user: DEPLOY_USER.name } },
    });
    host = added.body;
    expect((await program.call<Host[]>('GET', '/hosts')).body.map(({ name }) => name)).toContain('far');
    expect(await program.call('POST', '/hosts', { ...input, name: 'FAR' })).toMatchObject({
      status: 409,
      body: { code: 'NAME_TAKEN' },
    });
  });

  it('is listed, added and removed by the command line as well', async () => {
    const target = `${DEPLOY_USER.name}@${machine.address}`;
    await expect(cli('hosts', 'add', target, '--name', 'second', '--port', '2201')).rejects.toMatchObject({
      stderr: expect.stringMatching(/^SSH_AGENT_UNAVAILABLE|^HOST_KEY_UNKNOWN/m) as string,
    });
    const flags = ['--name', 'second', '--key', machines.privateKeyPath];
    expect((await cli('hosts', 'add', target, ...flags)).stdout).toMatch(/^Added second: Docker \d/);
    expect((await cli('hosts')).stdout).toMatch(/second +connected/);
    expect((await cli('hosts', 'remove', 'second')).stdout).toBe('Removed second.\n');
    await expect(cli('hosts', 'remove', 'second')).rejects.toMatchObject({ code: 1 });
  });

  it('is renamed, and keeps how it is logged in to when a change does not work', async () => {
    const path = `/hosts/${host.id}`;
    expect(await program.call('PATCH', path, { name: 'Far away' })).toMatchObject({
      status: 200,
      body: { name: 'Far away', status: 'connected' },
    });
    expect(await program.call('PATCH', path, { port: 2299 })).toMatchObject({
      status: 502,
      body: { code: 'SSH_UNREACHABLE' },
    });
    expect(await program.call('GET', path)).toMatchObject({ body: { status: 'connected', ssh: { port: 22 } } });
    expect(await program.call('PATCH', path, { port: 2299, force: true })).toMatchObject({
      status: 200,
      body: { status: 'unreachable', error: { code: 'SSH_UNREACHABLE' }, ssh: { port: 2299 } },
    });
    expect((await cli('hosts', 'edit', 'far AWAY', '--name', 'far', '--port', '22')).stdout).toBe(
      'Changed far: it is connected.\n',
    );
    expect(await program.call('PATCH', path, { name: 'This machine' })).toMatchObject({ body: { code: 'NAME_TAKEN' } });
  });

  it('says what is on its disk and how it answers', async () => {
    expect(await program.call('GET', `/hosts/${host.id}/disk`)).toMatchObject({ status: 200 });
    expect(await program.call('GET', `/hosts/${host.id}/link`)).toMatchObject({
      body: { roundTrip: { samples: 5 }, ssh: { connections: 1, transport: 'streamlocal' } },
    });
    expect((await cli('hosts', 'disk', 'far')).stdout).toMatch(/^images +0 +0 B +1 /m);
    expect((await cli('hosts', 'link', 'far')).stdout).toMatch(/^A call takes [\d.]+ ms/);
    expect((await cli('hosts', 'prune', 'far')).stdout).toBe('Nothing of miniPaaS on far is without use.\n');
  });

  it('runs a bare repository, which answers here', async () => {
    const created = await program.call<Project>('POST', '/projects', {
      name: 'remote',
      repoUrl: repository.path,
      hostId: host.id,
    });
    expect(created.status).toBe(201);
    project = created.body;
    first = await program.until(await deploy(), 'running');
    expect(await answer(first.url)).toBe('Hello from version 1');
    await expect.poll(containers, slowly).toHaveLength(1);
  });

  it('replaces a release, keeps it against a broken one, and rolls back', async () => {
    repository.commit(webApplication('version 2'));
    const second = await program.until(await deploy(), 'running');
    expect(second.url).toBe(first.url);
    expect(await answer(second.url)).toBe('Hello from version 2');
    repository.commit(brokenApplication);
    expect(await program.until(await deploy(), 'failed')).toMatchObject({ errorCode: 'CONTAINER_EXITED' });
    expect(await answer(second.url)).toBe('Hello from version 2');
    const { body } = await program.call<Deployment>('POST', `/deployments/${first.id}/rollback`, {});
    expect(await answer((await program.until(body.id, 'running')).url)).toBe('Hello from version 1');
    first = await program.until(body.id, 'running');
  });

  it('gives its project with what it keeps to another host and takes it back', async () => {
    const here = 1;
    const made = await program.call<Volume>('POST', `/projects/${project.id}/volumes`, { name: 'data' });
    const volume = made.body.id;
    machine.docker('run', '--rm', '-v', `${made.body.dockerName}:/v`, 'node:local', 'sh', '-c', FILL);
    const inTheContainer = (run: (...args: string[]) => string, id: number): string =>
      run('exec', '-u', '0', `minipaas-remote-${id}`, 'sh', '-c', LOOK);
    const before = machine.docker(
      'run',
      '--rm',
      '-v',
      `${made.body.dockerName}:/app/storage`,
      'node:local',
      'sh',
      '-c',
      LOOK,
    );
    const moved = await program.call<Project>('POST', `/projects/${project.id}/move`, { hostId: here });
    expect(moved).toMatchObject({
      status: 200,
      body: { hostId: host.id, latest: { hostId: here, movesFrom: host.id } },
    });
    const local = await program.until(moved.body.latest?.id ?? 0, 'running');
    // What was there, with its owners, modes and links, before the application sees it.
    expect(inTheContainer(docker, local.id)).toBe(before);
    // The commit that served, not the broken one that was pushed after it.
    expect(await answer(local.url)).toBe('Hello from version 1');
    expect((await program.call<Project>('GET', `/projects/${project.id}`)).body).toMatchObject({ hostId: here });
    await expect.poll(() => machine.docker('ps', '-aq'), slowly).toBe('');
    await expect.poll(() => machine.docker('images', '-q', 'minipaas/remote'), slowly).toBe('');

    // What was on the way is a copy there, of its own accord deleted by nobody.
    const left = await program.call<LeftVolume[]>('GET', `/projects/${project.id}/left-volumes`);
    expect(left.body).toMatchObject([{ name: 'data', hostId: host.id, dockerName: made.body.dockerName }]);
    expect(machine.docker('volume', 'ls', '-q')).toContain(made.body.dockerName);
    docker('exec', '-u', '0', `minipaas-remote-${local.id}`, 'sh', '-c', 'echo later > /app/storage/later.txt');

    expect((await cli('projects', 'move', 'remote', 'far')).stdout).toMatch(/^Deployment \d+ moves remote to far/);
    const back = (await program.call<Project>('GET', `/projects/${project.id}`)).body.latest?.id ?? 0;
    await program.until(back, 'running');
    await expect.poll(containers, slowly).toHaveLength(1);
    // Once the release before has let go of its port, the address is what it was.
    await expect
      .poll(async () => (await program.call<Deployment>('GET', `/deployments/${back}`)).body.url, slowly)
      .toBe(local.url);
    first = (await program.call<Deployment>('GET', `/deployments/${back}`)).body;
    expect(inTheContainer(machine.docker, back)).toBe(`${before}later.txt 644 0:0 6\n`);
    // The copy of before is not written over.
    const now = (await program.call<Volume>('GET', `/volumes/${volume}`)).body;
    expect(now).toMatchObject({ hostId: host.id, dockerName: `${made.body.dockerName}-2`, isPending: false });
    const told = async () => {
      const { lines } = (await program.call<LogBatch>('GET', `/deployments/${back}/logs?kind=build&after=0`)).body;
      return lines.map(({ text }) => text).join('\n');
    };
    await expect.poll(told, slowly).toMatch(/Copying the volume data .*Left on This machine/s);
    expect((await cli('projects', 'left-volumes', 'remote')).stdout).toMatch(/data +far .*\n.*data +This machine/);
    expect((await cli('projects', 'left-volumes', 'remote', '--yes')).stdout).toBe('Deleted 2.\n');
    expect(machine.docker('volume', 'ls', '-q').trim()).toBe(now.dockerName);
    expect(await answer(first.url)).toBe('Hello from version 1');
    await expect(cli('projects', 'move', 'remote', 'far')).rejects.toMatchObject({
      stderr: expect.stringContaining('the project is there already') as string,
    });
  });

  it('has at most two connections', async () => {
    const { body } = await program.call<LogBatch>('GET', `/deployments/${first.id}/logs?kind=runtime&after=0`);
    expect(body.lines.length).toBeGreaterThan(0);
    // The logs that are followed have one of their own.
    await expect.poll(() => machine.connections()).toHaveLength(2);
  });

  it('finishes a deployment although its connections were cut', async () => {
    // Long enough to be met while it is built.
    const Dockerfile = 'FROM node:local\nWORKDIR /app\nCOPY . ./\nRUN sleep 3\nCMD ["node", "server.js"]\n';
    repository.commit({ ...webApplication('version 3'), Dockerfile });
    await setToken('far-one');
    const id = await deploy();
    await program.until(id, 'building', 'starting', 'running');
    machine.cutConnections();
    const third = await program.until(id, 'running');
    expect(await answer(third.url)).toBe('Hello from version 3');
    // Its port is opened here by the same number where that is free: while the project moved back, it was not yet.
    first = third;
    expect(tokenOf(third)).toBe('far-one');
  });

  it('gets another value of a secret into the file that its application reads, and the signal', async () => {
    expect((await setToken('far-two')).body).toMatchObject({ key: 'TOKEN', isPending: false });
    expect(tokenOf(first)).toBe('far-two');
    const told = async () => {
      const path = `/deployments/${first.id}/logs?kind=runtime&after=0`;
      return (await program.call<LogBatch>('GET', path)).body.lines.map(({ text }) => text);
    };
    await expect.poll(told, slowly).toContain('/run/secrets/TOKEN: another value. SIGUSR1 was sent.');
    expect((await program.call<Deployment>('GET', `/deployments/${first.id}`)).body).toMatchObject({
      containerId: first.containerId,
      status: 'running',
    });
  });

  it('is connected again after it was switched off and on', async () => {
    await machine.kill();
    await expect
      .poll(async () => (await program.call<Host>('GET', `/hosts/${host.id}`)).body.status, slowly)
      .not.toBe('connected');
    // Nobody can see what it does now.
    expect((await program.call<Project>('GET', `/projects/${project.id}`)).body.runState).toBe('unknown');
    await machine.start();
    await program.call<Host>('POST', `/hosts/${host.id}/reconnect`);
    await expect
      .poll(async () => (await program.call<Host>('GET', `/hosts/${host.id}`)).body.status, slowly)
      .toBe('connected');
    await expect.poll(() => answer(first.url).catch(() => ''), slowly).toBe('Hello from version 3');
    // With the file that it had: its engine has started it, and nobody else.
    expect(tokenOf(first)).toBe('far-two');
  });

  it('gets nothing when its key has changed', async () => {
    await machine.swapHostKey();
    machine.cutConnections();
    await expect
      .poll(async () => (await program.call<Host>('GET', `/hosts/${host.id}`)).body.error?.code, slowly)
      .toBe('HOST_KEY_CHANGED');
  });

  it('is not removed under its projects, and otherwise is', async () => {
    expect(await program.call('DELETE', `/hosts/${host.id}`)).toMatchObject({
      status: 409,
      body: { code: 'HOST_IN_USE' },
    });
    expect(await program.call('DELETE', `/projects/${project.id}`)).toMatchObject({
      status: 503,
      body: { code: 'PROJECT_HOST_AWAY', hint: expect.stringContaining('force') as string },
    });
    await expect(cli('projects', 'remove', 'remote')).rejects.toMatchObject({
      code: 2,
      stdout: expect.stringContaining('only --force deletes it now') as string,
    });
    expect(await program.call('GET', `/hosts/${host.id}/removal`)).toMatchObject({
      body: { projects: [{ name: 'remote' }], engineUnreachable: true },
    });
    const left = containers();
    expect(left).toHaveLength(1);
    expect((await cli('hosts', 'remove', 'far', '--projects', 'forget')).stdout).toBe(
      'Forgot the project remote.\nRemoved far.\n',
    );
    expect(containers()).toEqual(left);
    expect((await program.call<Project[]>('GET', '/projects')).body).toEqual([]);
    expect(await program.call('GET', `/hosts/${host.id}`)).toMatchObject({ status: 404 });
    expect(program.output()).not.toMatch(/uncaught|unhandled/i);
  });
});

const slowly = { interval: 200 };
