// Terminals and opened ports of a host over SSH: the same as on this machine, with nothing left there when they end.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/main/adapters/clock/system-clock.ts';
import type { DockerEngine } from '../../src/main/adapters/docker/connector.ts';
import type { Shell } from '../../src/main/features/terminals/ports.ts';
import { openTerminalSession, type TerminalSession } from '../../src/main/features/terminals/terminal-session.ts';
import { prepareEngine } from '../e2e/shells/data-folder.ts';
import { type DockerHost, type DockerHosts, startDockerHosts } from '../support/docker-hosts.ts';
import { DEPLOY_USER, sshPorts } from '../support/docker-hosts/host-files.ts';
import { createSshClientWorld, type SshClientWorld } from '../support/ssh-hosts.ts';

let world: DockerHosts;
let host: DockerHost;
let client: SshClientWorld;
let engine: DockerEngine;
let container: { readonly id: string; readonly name: string };
const size = { columns: 90, rows: 20 };
const noSignal = new AbortController().signal;
const web = ['sh', '-c', 'mkdir -p /www && exec httpd -f -p 8080 -h /www'];

beforeAll(async () => {
  await prepareEngine();
  world = await startDockerHosts(1);
  host = world.host(1);
  await host.loadImage('busybox:local');
  const id = host.docker('run', '-d', '--name', 'inside', 'busybox:local', ...web).trim();
  container = { id, name: 'shop' };
});
afterAll(() => world?.down());

beforeEach(async () => {
  const knownHosts = join(world.folder, 'known_hosts');
  writeFileSync(knownHosts, '');
  client = createSshClientWorld(world.privateKeyPath, knownHosts);
  for (const port of Object.values(sshPorts)) {
    client.trust(host, port);
  }
});
afterEach(() => client.close());

async function connect(port: number = sshPorts.usual): Promise<void> {
  ({ engine } = await client.connect({ address: host.address, port }));
}

let marks = 0;
const shellInside = (): Promise<Shell> => {
  marks += 1;
  const mark = `minipaas-terminal:test:${marks}`;
  return engine.openContainerShell({ ...container, mark }, { size, signal: AbortSignal.timeout(240_000) });
};
const shellOnHost = (): Promise<Shell> => engine.openHostShell({ size, signal: AbortSignal.timeout(240_000) });
const sessionOf = (shell: Shell): TerminalSession => openTerminalSession({ shell, clock: systemClock });

async function until(session: TerminalSession, pattern: RegExp): Promise<string> {
  let shown = '';
  for (let after = 0; !pattern.test(shown); ) {
    const output = await session.read({ after, maxChars: 65_536, waitMs: 20_000 }, AbortSignal.timeout(240_000));
    shown += output.text;
    after = output.next;
    if (output.end !== null && output.text === '') {
      throw new Error(`It ended (${output.end.message}) without ${pattern}: ${shown}`);
    }
  }
  return shown;
}

/** What runs on this machine and its hosts, which are namespaces of it. */
const running = (): string => execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });

const shellsInside = (): number =>
  host.docker('top', 'inside', '-o', 'pid,args').match(/(?:^|\s)sh(?:\s|$)/gm)?.length ?? 0;

describe('a terminal over SSH', () => {
  it.each(['usual', 'noStreamLocal', 'threeSessions'] as const)('runs in a container, on %s', async (name) => {
    await connect(sshPorts[name]);
    const session = sessionOf(await shellInside());
    await session.write('echo $((40+2)) $(stty size)\n', noSignal);
    await until(session, /42 20 90/);
    await session.resize({ columns: 60, rows: 15 });
    await session.write('stty size\n', noSignal);
    await until(session, /15 60/);
    await session.close();
    await expect.poll(shellsInside).toBe(0);
  });

  it('runs on the host itself, and is hung up there', async () => {
    await connect();
    const session = sessionOf(await shellOnHost());
    await session.write('id -un; stty size; tty; exec sleep 7117117\n', noSignal);
    await until(session, new RegExp(`${DEPLOY_USER.name}\\s+20 90\\s+/dev/pts`));
    await expect.poll(running).toContain('sleep 7117117');
    await session.resize({ columns: 61, rows: 16 });
    await session.close();
    await expect.poll(running).not.toContain('sleep 7117117');
  });

  it('says how the shell of the host ended', async () => {
    await connect();
    const session = sessionOf(await shellOnHost());
    await session.write('exit 3\n', noSignal);
    expect(await session.ended).toMatchObject({
      reason: 'exited',
      exitCode: 3,
    });
  });

  it('leaves sessions for others: eight, or two where each call takes one', async () => {
    await connect();
    const many = await Promise.all(Array.from({ length: 8 }, shellOnHost));
    await expect(shellOnHost()).rejects.toMatchObject({
      code: 'TERMINAL_LIMIT',
    });
    await expect(shellInside()).rejects.toMatchObject({
      code: 'TERMINAL_LIMIT',
    });
    expect(await engine.containers.inspect(container.id)).toMatchObject({
      state: 'running',
    });
    await Promise.all(many.map((shell) => shell.end()));
    await (await shellInside()).end();

    await connect(sshPorts.threeSessions);
    const few = [await shellInside(), await shellOnHost()];
    await expect(shellInside()).rejects.toMatchObject({
      code: 'TERMINAL_LIMIT',
    });
    expect(await engine.containers.inspect(container.id)).toMatchObject({
      state: 'running',
    });
    await Promise.all(few.map((shell) => shell.end()));
    await expect.poll(shellsInside).toBe(0);
  });

  it('ends with its connection, and what it left inside is ended when that is back', async () => {
    await connect();
    const inside = sessionOf(await shellInside());
    const outside = sessionOf(await shellOnHost());
    host.cutConnections();
    expect(await inside.ended).toMatchObject({ reason: 'lost' });
    expect(await outside.ended).toMatchObject({ reason: 'lost' });
    await connect();
    await engine.endStrayShells(container.id, 'minipaas-terminal:test:', () => false);
    await expect.poll(shellsInside).toBe(0);
  });

  it('says that a host gives no shell', async () => {
    await connect(sshPorts.noTerminal);
    await expect(shellOnHost()).rejects.toMatchObject({
      code: 'TERMINAL_FAILED',
    });
  });
});

describe('an opened port over SSH', () => {
  const dial = (port: number) => engine.dialContainer(container, port, AbortSignal.timeout(240_000));
  const get = (stream: Duplex): Promise<string> => {
    stream.end('GET / HTTP/1.0\r\n\r\n');
    return text(stream);
  };

  it.each(['usual', 'noStreamLocal', 'noPortForwarding'] as const)(
    'leads to a port that nobody publishes, on %s',
    async (name) => {
      await connect(sshPorts[name]);
      expect(await get(await dial(8080))).toMatch(/^HTTP\/1\.[01] (200|404)/);
      await expect(dial(8081).then(get)).rejects.toMatchObject({ code: 'FORWARD_REFUSED' });
    },
  );

  it('leads to the host itself', async () => {
    await connect();
    const greeting = await engine.dialHost('127.0.0.1', 22, AbortSignal.timeout(240_000));
    greeting.end();
    expect((await buffer(greeting)).toString()).toMatch(/^SSH-2\.0-OpenSSH/);
    await expect(engine.dialHost('127.0.0.1', 9, AbortSignal.timeout(240_000))).rejects.toMatchObject({
      code: 'FORWARD_REFUSED',
    });
    await connect(sshPorts.noPortForwarding);
    await expect(engine.dialHost('127.0.0.1', 22, AbortSignal.timeout(240_000))).rejects.toMatchObject({
      code: 'FORWARD_UNREACHABLE',
    });
  });
});
