// Hosts over SSH: every way in, everything that keeps one out, and what an impostor gets.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SshAccess } from '../../src/main/features/hosts/ports.ts';
import { type DockerHost, type DockerHosts, startDockerHosts } from '../support/docker-hosts.ts';
import { DEPLOY_USER, PLAIN_USER, sshPorts } from '../support/docker-hosts/host-files.ts';
import { createSshClientWorld, password, type SshClientWorld } from '../support/ssh-hosts.ts';

let world: DockerHosts;
let host: DockerHost;
let client: SshClientWorld;
let address: string;

beforeAll(async () => {
  world = await startDockerHosts(2);
  host = world.host(1);
  ({ address } = host);
});
afterAll(() => world.down());

beforeEach(() => {
  const knownHosts = join(world.folder, 'known_hosts');
  writeFileSync(knownHosts, '');
  client = createSshClientWorld(world.privateKeyPath, knownHosts);
  return () => client.close();
});

const file = (name: string): string => join(world.folder, name);
const logins = (): number => (host.sshdLog().match(/Accepted \w+ for /g) ?? []).length;

describe('a host', () => {
  beforeEach(() => {
    for (const port of Object.values(sshPorts)) {
      client.trust(host, port);
    }
    client.trust(world.host(2));
  });

  it('is reached through its socket, with one login', async () => {
    const before = logins();
    const connection = await client.connect({ address });
    expect(connection.endpoint).toBe(`ssh://${DEPLOY_USER.name}@${address}:22`);
    expect(connection.facts.version).toBe(host.docker('version', '--format', '{{.Server.Version}}').trim());
    await Promise.all(Array.from({ length: 20 }, () => connection.engine.containers.list({})));
    expect(logins() - before).toBe(1);
  });

  it.each([
    ['noStreamLocal', 'a server that forwards no sockets'],
    ['threeSessions', 'a server with three sessions'],
    ['oneSessionForwarding', 'a server with one session, which forwards sockets'],
    ['banner', 'a server with a banner'],
  ] as const)('is reached on %s: %s', async (name, _what) => {
    const connection = await client.connect({ address, port: sshPorts[name] });
    await Promise.all(Array.from({ length: 20 }, () => connection.engine.containers.list({})));
  });

  it('is reached with a password', async () => {
    const ssh: Partial<SshAccess> = { address, port: sshPorts.passwordOnly, auth: { method: 'password' } };
    expect(await client.attempt(ssh, { secret: password(DEPLOY_USER.password) })).toMatchObject({ code: 'OK' });
    expect(await client.attempt(ssh, { secret: password('guess') })).toMatchObject({
      code: 'SSH_LOGIN_REFUSED',
      stages: ['prepare', 'name', 'connect', 'hostKey', 'login'],
      message: expect.stringMatching(/Tried: the password\. It accepts: password/) as string,
    });
  });

  it('is reached by answers to questions', async () => {
    const ssh: Partial<SshAccess> = { address, port: sshPorts.questions, auth: { method: 'password' } };
    expect(await client.attempt(ssh, { secret: password(DEPLOY_USER.password) })).toMatchObject({ code: 'OK' });
    expect(host.sshdLog()).toContain('Accepted keyboard-interactive/pam for deploy');
    expect(await client.attempt(ssh, { secret: password('guess') })).toMatchObject({
      code: 'SSH_LOGIN_REFUSED',
      message: expect.stringMatching(/Tried: the password \(keyboard-interactive\)/) as string,
    });
  });

  it('is reached with an encrypted key and its passphrase', async () => {
    const path = file('encrypted');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'open sesame', '-f', path]);
    execFileSync('sh', ['-c', 'cat "$1.pub" >> "$2.pub"', 'sh', path, world.privateKeyPath]);
    const ssh: Partial<SshAccess> = { address, auth: { method: 'key', path } };
    const before = host.sshdLog();
    expect(await client.attempt(ssh)).toMatchObject({
      code: 'SSH_PASSPHRASE_NEEDED',
      field: 'passphrase',
      stages: ['prepare'],
    });
    // Nobody was spoken to for a key that cannot be used, neither here nor on the way.
    expect(host.sshdLog()).toBe(before);
    const jumped = { ...ssh, address: world.host(2).address, jump: `${DEPLOY_USER.name}@${address}` };
    expect(await client.attempt(jumped)).toMatchObject({ code: 'SSH_PASSPHRASE_NEEDED', stages: ['prepare'] });
    expect(host.sshdLog()).toBe(before);
    client.configs.set('usual', `hostname ${address}\nuser ${DEPLOY_USER.name}\nidentityfile ${path}\n`);
    const usual = { address: 'usual', user: null, auth: { method: 'default' } } as const;
    expect(await client.attempt(usual)).toMatchObject({ code: 'SSH_PASSPHRASE_NEEDED', stages: ['prepare'] });
    expect(await client.attempt(ssh, { secret: { password: null, passphrase: 'wrong' } })).toMatchObject({
      code: 'SSH_PASSPHRASE_WRONG',
    });
    expect(await client.attempt(ssh, { secret: { password: null, passphrase: 'open sesame' } })).toMatchObject({
      code: 'OK',
    });
  });

  it('is reached with the keys of an agent', async () => {
    const socket = file('agent');
    const agent = execFileSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' });
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(agent)?.[1]);
    try {
      const ssh: Partial<SshAccess> = { address, auth: { method: 'agent', socket } };
      expect(await client.attempt(ssh)).toMatchObject({
        code: 'SSH_AGENT_UNAVAILABLE',
        message: expect.stringContaining('it holds no keys') as string,
      });
      const env = { ...process.env, SSH_AUTH_SOCK: socket };
      execFileSync('ssh-add', ['-q', world.privateKeyPath], { env, stdio: 'ignore' });
      expect(await client.attempt(ssh)).toMatchObject({ code: 'OK' });
    } finally {
      process.kill(pid);
    }
  });

  it('is reached over a jump host', async () => {
    const target = world.host(2);
    const connection = await client.connect({
      address: target.address,
      jump: `${DEPLOY_USER.name}@${address}`,
    });
    expect(connection.facts.version).not.toBe('');
    expect(target.sshdLog()).toContain(`from ${address}`);
  });

  it('says at which of the machines on the way it came to a halt', async () => {
    const way = ['prepare', 'name', 'connect', 'hostKey', 'login', 'name', 'connect'];
    const jump = `${DEPLOY_USER.name}@${address}`;
    expect(await client.attempt({ address: world.host(2).address, port: 2299, jump })).toMatchObject({
      code: 'SSH_UNREACHABLE',
      stages: way,
      message: expect.stringContaining(`${world.host(2).address} does not answer on port 2299`) as string,
    });
    const stranger = file('no-friend');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', stranger]);
    const refused = { address: world.host(2).address, jump, auth: { method: 'key', path: stranger } } as const;
    expect(await client.attempt(refused)).toMatchObject({
      code: 'SSH_LOGIN_REFUSED',
      stages: way.slice(0, 5),
      message: expect.stringContaining(`${address} does not let`) as string,
    });
  });

  it('is reached by the name that the configuration gives it', async () => {
    client.configs.set('web', `hostname ${address}\nuser ${DEPLOY_USER.name}\n`);
    expect(await client.attempt({ address: 'web', user: null })).toMatchObject({ code: 'OK' });
  });

  it('answers a published port through the connection, and opens it here', async () => {
    const connection = await client.connect({ address });
    const { engine } = connection;
    // sshd's own port answers with its version.
    const greeting = await new Promise<string>((resolve, reject) => {
      engine
        .connect?.(22)
        .once('data', (data: Buffer) => resolve(data.toString()))
        .once('error', reject);
    });
    expect(greeting).toMatch(/^SSH-2\.0-/);
  });
});

describe('what keeps a host out', () => {
  beforeEach(() => {
    for (const port of Object.values(sshPorts)) {
      client.trust(host, port);
    }
  });

  it('is told with its stage', async () => {
    const stranger = file('stranger');
    client.configs.set('corporate', `hostname ${address}\nproxycommand corkscrew proxy 3128 %h %p\n`);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', stranger]);
    const cases: readonly (readonly [Partial<SshAccess>, string, string])[] = [
      [{ address: 'no-such-host.invalid' }, 'SSH_NAME_UNKNOWN', 'name'],
      [{ address, port: 2299 }, 'SSH_UNREACHABLE', 'connect'],
      [{ address, auth: { method: 'key', path: stranger } }, 'SSH_LOGIN_REFUSED', 'login'],
      [{ address, auth: { method: 'key', path: `${stranger}.pub` } }, 'SSH_KEY_UNUSABLE', 'prepare'],
      [{ address, auth: { method: 'key', path: file('absent') } }, 'SSH_KEY_UNUSABLE', 'prepare'],
      [{ address, auth: { method: 'agent', socket: file('no-agent') } }, 'SSH_AGENT_UNAVAILABLE', 'prepare'],
      [{ address, auth: { method: 'agent', socket: null } }, 'SSH_AGENT_UNAVAILABLE', 'prepare'],
      [{ address, user: 'nobody-here' }, 'SSH_LOGIN_REFUSED', 'login'],
      [{ address, user: PLAIN_USER }, 'DOCKER_PERMISSION_DENIED', 'docker'],
      [{ address, port: sshPorts.forcedCommand }, 'DOCKER_NOT_ON_HOST', 'docker'],
      [{ address, jump: 'a b' }, 'SSH_CONFIG_UNUSABLE', 'prepare'],
    ];
    for (const [ssh, code, stage] of cases) {
      const { stages, ...outcome } = await client.attempt(ssh);
      expect({ code: outcome.code, stage: stages.at(-1) }, outcome.message).toEqual({ code, stage });
    }
  });

  it('is a server that speaks something else, or nothing', async () => {
    const web = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const mute = await listen((socket) => socket.end());
    const ask = ({ port }: { port: number }) => client.attempt({ address: '127.0.0.1', port });
    expect(await ask(web)).toMatchObject({
      code: 'SSH_NOT_SPOKEN',
      message: expect.stringContaining('HTTP/1.1 400') as string,
    });
    expect(await ask(mute)).toMatchObject({ code: 'SSH_NOT_SPOKEN' });
    web.server.close();
    mute.server.close();
  });

  it('is given up on when it is told to', async () => {
    const silent = await listen(() => undefined);
    const stopping = new AbortController();
    const connecting = client.connect({ address: '127.0.0.1', port: silent.port }, { signal: stopping.signal });
    stopping.abort(new Error('shutting down'));
    await expect(connecting).rejects.toThrow('shutting down');
    silent.server.close();
  });
});

describe('a host key', () => {
  const fingerprint = (): string =>
    execFileSync('ssh-keygen', ['-lf', join(host.folder, 'ssh_host_key.pub')], { encoding: 'utf8' }).split(' ')[1] ??
    '';

  it('that is unknown is refused with its fingerprint, until that is sent along', async () => {
    const before = logins();
    const refused = await client.attempt({ address });
    expect(refused).toMatchObject({
      code: 'HOST_KEY_UNKNOWN',
      message: expect.stringContaining(fingerprint()) as string,
    });
    expect(await client.attempt({ address }, { hostKeyFingerprint: 'SHA256:wrong' })).toMatchObject({
      code: 'HOST_KEY_UNKNOWN',
    });
    expect(logins()).toBe(before);
    expect(client.accepted).toEqual([]);
    expect(await client.attempt({ address }, { hostKeyFingerprint: fingerprint() })).toMatchObject({ code: 'OK' });
    expect(await client.attempt({ address })).toMatchObject({ code: 'OK' });
  });

  it('of an impostor gets not a byte, however it was known', async () => {
    const key = host.hostKey().split(' ').slice(0, 2).join(' ');
    const ported = sshPorts.banner;
    const lists: readonly (readonly [string, Partial<SshAccess>, string])[] = [
      ['plain', { address }, `${address} ${key}\n`],
      ['ported', { address, port: ported }, `[${address}]:${ported} ${key}\n`],
      ['alias', { address: 'web' }, `web-key ${key}\n`],
      ['pattern', { address }, `${address.replace(/\d+$/, '*')} ${key}\n`],
    ];
    client.configs.set('web', `hostname ${address}\nhostkeyalias web-key\n`);
    const texts = lists.flatMap(([form, ssh, text]) => [
      { form, ssh, text },
      ...(form === 'pattern' ? [] : [{ form: `${form}, hashed`, ssh, text: hashed(text) }]),
    ]);
    for (const { form, ssh, text } of texts) {
      writeFileSync(client.knownHostsFile, text);
      expect(await client.attempt(ssh), form).toMatchObject({ code: 'OK' });
    }
    const jumped = { address: world.host(2).address, jump: `${DEPLOY_USER.name}@${address}` };
    client.trust(world.host(2));
    const connections = logins();
    for (const type of ['ed25519', 'ecdsa', 'rsa'] as const) {
      await host.swapHostKey(type);
      for (const { form, ssh, text } of [...texts, { form: 'jumped', ssh: jumped, text: `${address} ${key}\n` }]) {
        writeFileSync(client.knownHostsFile, text);
        // Also with the impostor's own fingerprint: a key that changed is not a key that is unknown.
        for (const hostKeyFingerprint of [null, fingerprint()]) {
          expect(await client.attempt(ssh, { hostKeyFingerprint }), `${type} ${form}`).toMatchObject({
            code: 'HOST_KEY_CHANGED',
          });
        }
      }
      writeFileSync(client.knownHostsFile, `@revoked * ${host.hostKey()}\n`);
      expect(await client.attempt({ address }, { hostKeyFingerprint: fingerprint() })).toMatchObject({
        code: 'HOST_KEY_REVOKED',
      });
    }
    expect(logins()).toBe(connections);
    // Nobody has so much as named a user to it.
    const afterwards = host.sshdLog().split('Server listening').at(-1) ?? '';
    expect(afterwards).not.toContain(DEPLOY_USER.name);
  });
});

function hashed(text: string): string {
  const path = file('to-hash');
  writeFileSync(path, text);
  execFileSync('ssh-keygen', ['-H', '-f', path], { stdio: 'ignore' });
  return readFileSync(path, 'utf8');
}

async function listen(onConnection: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as { port: number }).port };
}
