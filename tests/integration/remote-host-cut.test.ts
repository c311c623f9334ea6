// The whole program with a host whose line is cut: while a context is sent, in the middle of a build, while a log is followed; and a host
// whose cable is pulled, so that nobody is told.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deployment } from '../../src/contract/deployments.ts';
import type { ErrorBody } from '../../src/contract/errors.ts';
import type { Host } from '../../src/contract/hosts.ts';
import type { LogBatch } from '../../src/contract/logs.ts';
import type { Project } from '../../src/contract/projects.ts';
import { makeDataFolder, prepareEngine, removeInstallation } from '../e2e/shells/data-folder.ts';
import { type RunningProgram, startProgram } from '../support/control-plane.ts';
import { type DockerHost, type DockerHosts, startDockerHosts } from '../support/docker-hosts.ts';
import { DEPLOY_USER, sshPorts } from '../support/docker-hosts/host-files.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';
import type { RepositoryFiles } from '../support/git-repository.ts';
import { openSshLine, type SshLine } from '../support/ssh-line.ts';

const MEGABYTE = 1024 * 1024;
const LINES = 2_000;
const dataDir = makeDataFolder('cut');

let machines: DockerHosts;
let machine: DockerHost;
let git: GitServer;
let line: SshLine;
let program: RunningProgram;
let host: Host;

beforeAll(async () => {
  git = startGitServer();
  [machines] = await Promise.all([startDockerHosts(1), prepareEngine()]);
  machine = machines.host(1);
  await machine.loadImage('busybox:local');
  line = await openSshLine({ host: machine.address, port: sshPorts.usual });
  program = await startProgram(dataDir);
  const input = {
    name: 'far',
    kind: 'ssh',
    address: '127.0.0.1',
    port: line.port,
    user: DEPLOY_USER.name,
    privateKeyPath: machines.privateKeyPath,
  };
  const refused = await program.call<ErrorBody>('POST', '/hosts', input);
  const hostKeyFingerprint = refused.body.details?.['fingerprint'];
  const added = await program.call<Host>('POST', '/hosts', { ...input, hostKeyFingerprint });
  if (added.status !== 201) {
    throw new Error(`The host was not added: ${JSON.stringify(added.body)}`);
  }
  host = added.body;
});
afterAll(async () => {
  await program?.stop();
  await line?.close();
  await machines?.down();
  await git?.close();
  await removeInstallation(dataDir);
});

/** Answers with `text`, and counts on its output when `/cgi-bin/count` is asked for. */
const application = (text: string, steps = ''): RepositoryFiles => ({
  Dockerfile: `FROM busybox:local
${steps}
COPY index.html /www/index.html
COPY count /www/cgi-bin/count
EXPOSE 8080
CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]
`,
  'index.html': text,
  count: {
    executable: `#!/bin/sh
(n=0; while [ $n -lt ${LINES} ]; do n=$((n + 1)); echo "line $n"; usleep 2000; done) >/proc/1/fd/1 2>&1 </dev/null &
printf 'Content-Type: text/plain\\r\\n\\r\\ncounting\\n'
`,
  },
});

async function begin(name: string, files: RepositoryFiles): Promise<number> {
  const repository = git.createRepository(name, files);
  const created = await program.call<Project>('POST', '/projects', {
    name,
    repoUrl: repository.path,
    hostId: host.id,
  });
  expect(created.status).toBe(201);
  const deployment = await program.call<Deployment>('POST', `/projects/${created.body.id}/deployments`, {});
  expect(deployment.status).toBe(201);
  return deployment.body.id;
}

const answer = async (url: string | null): Promise<string> => (await fetch(url ?? '')).text();

async function logOf(id: number, kind: 'build' | 'runtime'): Promise<readonly string[]> {
  const texts: string[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const path: string = `/deployments/${id}/logs?kind=${kind}&after=${after}`;
    const { body }: { body: LogBatch } = await program.call<LogBatch>('GET', path);
    texts.push(...body.lines.map(({ text }) => text));
    after = body.lines.length === 0 ? null : body.next;
  }
  return texts;
}

const statusOfHost = async (): Promise<string> => (await program.call<Host>('GET', `/hosts/${host.id}`)).body.status;
const containersOf = (name: string): number =>
  machine.docker('ps', '--quiet', '--filter', `name=minipaas-${name}-`).split('\n').filter(Boolean).length;

describe('a host whose line is cut', () => {
  it('gets a context again of which it had only a part', async () => {
    const files = { ...application('uploaded', 'COPY data /data'), data: randomBytes(24 * MEGABYTE) };
    const cut = line.cutAfter(12 * MEGABYTE);
    const id = await begin('upload', files);
    await cut;
    const { url } = await program.until(id, 'running');
    expect(await answer(url)).toBe('uploaded');
    expect(containersOf('upload')).toBe(1);
  });

  it('builds again what was being built', async () => {
    const id = await begin('build', application('built', 'RUN echo "half way" && sleep 2 && echo done'));
    await expect.poll(async () => (await logOf(id, 'build')).join('\n'), often).toContain('half way');
    line.cut();
    const { url } = await program.until(id, 'running');
    expect(await answer(url)).toBe('built');
    expect(containersOf('build')).toBe(1);
  });

  it('is followed without a line lost or told twice', async () => {
    const id = await begin('counter', application('counting'));
    const { url } = await program.until(id, 'running');
    const counted = async (): Promise<readonly string[]> =>
      (await logOf(id, 'runtime')).filter((text) => text.startsWith('line '));
    expect((await fetch(`${url}/cgi-bin/count`)).status).toBe(200);
    for (const reached of [200, 500]) {
      await expect.poll(async () => (await counted()).length, often).toBeGreaterThanOrEqual(reached);
      line.cut();
    }
    await expect.poll(async () => (await counted()).length, often).toBeGreaterThanOrEqual(700);
    machine.unplug();
    await expect.poll(statusOfHost, slowly).not.toBe('connected');
    machine.plug();
    await program.call('POST', `/hosts/${host.id}/reconnect`);
    await expect.poll(statusOfHost, slowly).toBe('connected');
    await expect.poll(async () => (await counted()).length, slowly).toBe(LINES);
    expect(await counted()).toEqual(Array.from({ length: LINES }, (_, index) => `line ${index + 1}`));
    expect(await answer(url)).toBe('counting');
  });

  it('has kept nothing of the connections that are gone', async () => {
    await expect.poll(() => machine.connections().length, slowly).toBeLessThanOrEqual(2);
    expect(program.output()).not.toMatch(/uncaught|unhandled/i);
  });
});

const often = { interval: 50 };
const slowly = { interval: 200 };
