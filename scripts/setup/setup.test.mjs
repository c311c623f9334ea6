import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endpointOf, pingEngine } from './engine.mjs';
import { adviceFor } from './install-docker.mjs';
import { readOsRelease } from './platform.mjs';
import { describeMissing } from './test-machine.mjs';

const debian = { isDebian: true, distribution: 'Debian GNU/Linux 12 (bookworm)' };

describe('readOsRelease', () => {
  it.each([
    ['PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian', debian],
    ['ID=ubuntu\nID_LIKE=debian\nPRETTY_NAME="Ubuntu 24.04 LTS"', { isDebian: true, distribution: 'Ubuntu 24.04 LTS' }],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"', { isDebian: true, distribution: '' }],
    ['ID="fedora"\nPRETTY_NAME="Fedora Linux 43"', { isDebian: false, distribution: 'Fedora Linux 43' }],
    ['', { isDebian: false, distribution: '' }],
  ])('%j', (text, expected) => {
    expect(readOsRelease(text)).toEqual(expected);
  });
});

describe('endpointOf', () => {
  it.each([
    [undefined, { socketPath: '/var/run/docker.sock' }],
    ['', { socketPath: '/var/run/docker.sock' }],
    ['unix:///run/user/1000/docker.sock', { socketPath: '/run/user/1000/docker.sock' }],
    ['tcp://10.0.0.1:2376', { host: '10.0.0.1', port: 2376 }],
    ['tcp://10.0.0.1', { host: '10.0.0.1', port: 2375 }],
    ['ssh://me@host', undefined],
    ['nonsense', undefined],
  ])('%s', (dockerHost, expected) => {
    expect(endpointOf(dockerHost, 'linux')).toEqual(expected);
  });
});

describe('pingEngine', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'minipaas-ping-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('tells an engine from something else, and both from nothing', async () => {
    const socket = join(folder, 'engine.sock');
    expect(await pingEngine(`unix://${socket}`)).toMatchObject({
      state: 'silent',
      reason: expect.stringContaining('ENOENT'),
    });
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/_ping' ? 200 : 404).end('OK');
    });
    await new Promise((resolve) => server.listen(socket, () => resolve(undefined)));
    expect(await pingEngine(`unix://${socket}`)).toEqual({ state: 'answers' });
    server.removeAllListeners('request').on('request', (_request, response) => response.writeHead(503).end());
    expect(await pingEngine(`unix://${socket}`)).toEqual({ state: 'silent', reason: 'it answers 503' });
    await new Promise((resolve) => server.close(resolve));
    expect(await pingEngine('ssh://host')).toEqual({ state: 'silent', reason: 'DOCKER_HOST is ssh://host' });
  });
});

describe('adviceFor', () => {
  const root = { os: /** @type {const} */ ('linux'), isRoot: true, ...debian };

  it('lets root on Debian go on', () => {
    expect(adviceFor(root)).toBeUndefined();
  });

  it.each([
    ['a user', { ...root, isRoot: false }, 'sudo apt-get install docker.io'],
    ['another distribution', { ...root, isDebian: false, distribution: 'Fedora Linux 43' }, 'this is Fedora Linux 43'],
    ['a Mac', { ...root, os: /** @type {const} */ ('darwin') }, 'Docker Desktop'],
    ['Windows', { ...root, os: /** @type {const} */ ('win32') }, 'Docker Desktop'],
    ['a BSD', { ...root, os: /** @type {const} */ ('freebsd') }, 'no engine for freebsd'],
  ])('says to %s what to do', (_who, machine, advice) => {
    expect(adviceFor(machine)).toContain(advice);
  });
});

it('names what is missing, what for, and the one command that gets it', () => {
  const machine = { os: /** @type {const} */ ('linux'), isRoot: false, hasSystemd: true, ...debian };
  const packages = [
    { name: 'caddy', for: 'an ingress', isPresent: () => false },
    { name: 'chromium', for: 'a browser', isPresent: () => false },
  ];
  expect(describeMissing(packages, machine).split('\n')).toEqual([
    'the tests need programs that are missing:',
    '  caddy (an ingress)',
    '  chromium (a browser)',
    'install them with: sudo apt-get install -y --no-install-recommends caddy chromium',
  ]);
});
