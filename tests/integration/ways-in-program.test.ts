// The whole program with terminals and opened ports on a host over SSH: through cut connections, and through its own death.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deployment } from '../../src/contract/deployments.ts';
import type { ErrorBody } from '../../src/contract/errors.ts';
import type { Forward } from '../../src/contract/forwards.ts';
import type { Host } from '../../src/contract/hosts.ts';
import type { Project } from '../../src/contract/projects.ts';
import type { Terminal, TerminalOutput } from '../../src/contract/terminals.ts';
import { webApplication } from '../e2e/applications/web-application.ts';
import { makeDataFolder, prepareEngine, removeInstallation } from '../e2e/shells/data-folder.ts';
import { type RunningProgram, startProgram } from '../support/control-plane.ts';
import { type DockerHost, type DockerHosts, startDockerHosts } from '../support/docker-hosts.ts';
import { DEPLOY_USER } from '../support/docker-hosts/host-files.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';

const dataDir = makeDataFolder('ways-in');
const slowly = { interval: 200 };
const answer = async ({ localAddress, localPort }: Forward): Promise<string> =>
  (await fetch(`http://${localAddress}:${localPort}/`)).text();

let machines: DockerHosts;
let machine: DockerHost;
let git: GitServer;
let program: RunningProgram;
let host: Host;
let project: Project;
let container: string;

beforeAll(async () => {
  git = startGitServer();
  [machines] = await Promise.all([startDockerHosts(1), prepareEngine()]);
  machine = machines.host(1);
  await machine.loadImage('node:local');
  program = await startProgram(dataDir);
  const input = {
    name: 'far',
    kind: 'ssh',
    address: machine.address,
    user: DEPLOY_USER.name,
    privateKeyPath: machines.privateKeyPath,
  };
  const refused = await program.call<ErrorBody>('POST', '/hosts', input);
  const hostKeyFingerprint = refused.body.details?.['fingerprint'];
  host = (await program.call<Host>('POST', '/hosts', { ...input, hostKeyFingerprint })).body;
  const { path } = git.createRepository('inside', webApplication('version 1'));
  const made = { name: 'inside', repoUrl: path, hostId: host.id };
  project = (await program.call<Project>('POST', '/projects', made)).body;
  const { body } = await program.call<Deployment>('POST', `/projects/${project.id}/deployments`, {});
  container = (await program.until(body.id, 'running')).containerId ?? '';
});
afterAll(async () => {
  await program?.stop();
  await machines?.down();
  await git?.close();
  await removeInstallation(dataDir);
});

/** Shells in the container: its application is none. */
const shells = (): number => machine.docker('top', container, '-o', 'pid,args').match(/ (?:ba)?sh$/gm)?.length ?? 0;

async function openTerminal(path: string): Promise<Terminal> {
  const { status, body } = await program.call<Terminal>('POST', `${path}/terminals`, { columns: 90, rows: 20 });
  expect(status).toBe(201);
  return body;
}

/** Everything that it showed, once that matches or the terminal has ended. */
async function shown({ id }: Terminal, pattern: RegExp): Promise<TerminalOutput> {
  for (let text = '', after = 0; ; ) {
    const path = `/terminals/${id}/output?after=${after}&waitMs=10000`;
    const { body } = await program.call<TerminalOutput>('GET', path);
    text += body.text;
    after = body.next;
    if (pattern.test(text) || body.end !== null) return { ...body, text };
  }
}

describe('ways in', () => {
  let forward: Forward;

  it('are a shell in the container and one on the host, typed into over REST', async () => {
    const inside = await openTerminal(`/projects/${project.id}`);
    expect(inside).toMatchObject({ kind: 'container', hostName: 'far', project: { name: 'inside' } });
    await program.call('POST', `/terminals/${inside.id}/input`, { text: 'echo $((40+2)) $(stty size)\r' });
    expect((await shown(inside, /42 20 90/)).end).toBeNull();
    expect((await program.call<Terminal[]>('GET', '/terminals')).body.map(({ id }) => id)).toEqual([inside.id]);
    expect(await program.call('DELETE', `/terminals/${inside.id}`)).toMatchObject({ status: 200 });
    await expect.poll(shells).toBe(0);

    const outside = await openTerminal(`/hosts/${host.id}`);
    await program.call('POST', `/terminals/${outside.id}/input`, { text: 'id -un; exit 4\r' });
    const end = await shown(outside, /never/);
    expect(end).toMatchObject({ end: { reason: 'exited', exitCode: 4 } });
    expect(end.text).toContain(DEPLOY_USER.name);

    const here = (await program.call<Host[]>('GET', '/hosts')).body.find(({ kind }) => kind === 'local');
    expect(await program.call('POST', `/hosts/${here?.id}/terminals`, {})).toMatchObject({
      status: 409,
      body: { code: 'TERMINAL_UNAVAILABLE' },
    });
  });

  it('are a port of the container and one of the host, opened here', async () => {
    const opened = await program.call<Forward>('POST', `/projects/${project.id}/forwards`, { port: 3000 });
    expect(opened).toMatchObject({ status: 201, body: { hostName: 'far', port: 3000, localAddress: '127.0.0.1' } });
    forward = opened.body;
    expect(await answer(forward)).toBe('Hello from version 1');
    const ssh = await program.call<Forward>('POST', `/hosts/${host.id}/forwards`, { port: 22 });
    await expect(answer(ssh.body)).rejects.toThrow('fetch failed');
    const taken = { port: 22, localPort: ssh.body.localPort };
    expect(await program.call('POST', `/hosts/${host.id}/forwards`, taken)).toMatchObject({
      status: 409,
      body: { code: 'LOCAL_PORT_TAKEN', field: 'localPort' },
    });
    await program.call('DELETE', `/forwards/${ssh.body.id}`);
    expect((await program.call<Forward[]>('GET', '/forwards')).body).toMatchObject([
      { id: forward.id, totalConnections: 1, failedConnections: 0, error: null },
    ]);
  });

  it('outlive a cut connection where they can, and leave nothing where they cannot', async () => {
    const inside = await openTerminal(`/projects/${project.id}`);
    await shown(inside, /[$#]/);
    machine.cutConnections();
    expect((await shown(inside, /never/)).end).toMatchObject({ reason: 'lost' });
    await expect.poll(() => answer(forward).catch(String), slowly).toBe('Hello from version 1');
    await expect.poll(shells, slowly).toBe(0);
  });

  it('leave nothing when the program is killed', async () => {
    const inside = await openTerminal(`/projects/${project.id}`);
    await program.call('POST', `/terminals/${inside.id}/input`, { text: 'sleep 900\r' });
    await shown(inside, /sleep 900\r\n/);
    await program.kill();
    expect(shells()).toBe(1);
    program = await startProgram(dataDir);
    await expect.poll(shells, slowly).toBe(0);
    expect((await program.call<Forward[]>('GET', '/forwards')).body).toEqual([]);
    expect(program.output()).not.toMatch(/uncaught|unhandled/i);
  });

  it('go with their project', async () => {
    forward = (await program.call<Forward>('POST', `/projects/${project.id}/forwards`, { port: 3000 })).body;
    const inside = await openTerminal(`/projects/${project.id}`);
    expect(await program.call('DELETE', `/projects/${project.id}`)).toMatchObject({ status: 200 });
    expect((await shown(inside, /never/)).end).toMatchObject({ reason: 'stopped' });
    await expect.poll(async () => (await program.call<Forward[]>('GET', '/forwards')).body).toEqual([]);
    await expect(answer(forward)).rejects.toThrow('fetch failed');
  });
});
