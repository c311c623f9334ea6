// Ports opened on this machine, on the real engine: to what no container publishes, by every way that leads there.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createContainerPorts, type HostNetwork } from '../../src/main/adapters/docker/container-ports.ts';
import { connectTcp } from '../../src/main/adapters/net/connect-tcp.ts';
import { localPorts } from '../../src/main/adapters/net/local-ports.ts';
import type { OpenPort, PortDialer } from '../../src/main/features/forwards/ports.ts';
import { buildRequest, contextOf, openTestEngine, type TestEngine } from '../support/docker.ts';
import { freePort } from '../support/free-port.ts';

let test: TestEngine;
const signal = new AbortController().signal;
/** Answers with what it is sent, and says how long that was once everything has come. */
const ECHO = 8080;
const LOCALHOST_ONLY = 8081;
const server = `
import { createServer } from 'node:net';
const echo = (socket) => {
  let length = 0;
  socket.on('data', (data) => (length += data.length));
  socket.on('end', () => socket.end('\\n' + length));
  socket.on('error', () => {});
  socket.pipe(socket, { end: false });
};
createServer({ allowHalfOpen: true }, echo).listen(${ECHO}, '0.0.0.0');
createServer({ allowHalfOpen: true }, echo).listen(${LOCALHOST_ONLY}, '127.0.0.1');
`;
/** As where Docker lives in a virtual machine. */
const farNetwork: HostNetwork = {
  dial: (address, port, stop) => connectTcp(address, port, 3_000, stop),
  publishedAddress: '127.0.0.1',
  reachesContainers: false,
};

beforeAll(async () => {
  test = await openTestEngine();
});
afterAll(() => test.close());

function start(image: string): { readonly id: string; readonly name: string } {
  const command = ['run', '-d', '--label', `minipaas.test=${test.prefix}`, image];
  return { id: execFileSync('docker', command, { encoding: 'utf8' }).trim(), name: 'shop' };
}

async function talk(dialer: Pick<PortDialer, 'dialContainer'>, container: { id: string; name: string }, port: number) {
  const data = randomBytes(3 * 1024 * 1024);
  const stream = await dialer.dialContainer(container, port, signal);
  const answer = buffer(stream);
  stream.end(data);
  const expected = Buffer.concat([data, Buffer.from(`\n${data.length}`)]);
  const sum = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  expect(sum(await answer)).toBe(sum(expected));
}

describe('a port of a container', () => {
  let container: { readonly id: string; readonly name: string };
  let far: Pick<PortDialer, 'dialContainer'>;
  beforeAll(async () => {
    const tag = `${test.prefix}-echo:1`;
    const context = contextOf({
      Dockerfile: 'FROM node:local\nCOPY server.mjs /\nCMD ["node", "/server.mjs"]\n',
      'server.mjs': server,
    });
    await test.engine.images.build(buildRequest({ tag, labels: test.labels, context }));
    container = start(tag);
    far = createContainerPorts({ client: test.client, network: farNetwork });
    await vi.waitFor(
      async () => {
        (await test.engine.dialContainer(container, LOCALHOST_ONLY, signal)).destroy();
      },
      { timeout: 120_000, interval: 200 },
    );
  });
  const programs = (): string =>
    execFileSync('docker', ['top', container.id, '-o', 'pid,args'], {
      encoding: 'utf8',
    });

  it('is reached at its own address, each side able to finish first', async () => {
    // What asked whether it listens has gone.
    await expect.poll(programs).not.toMatch(/\bnc\b/);
    await talk(test.engine, container, ECHO);
    expect(programs()).not.toMatch(/\bnc\b/);
  });

  it.each([ECHO, LOCALHOST_ONLY])('is reached from inside where its address is not: %i', async (port) => {
    await talk(far, container, port);
    await expect.poll(programs).not.toMatch(/\bnc\b/);
  });

  it('is reached also when it listens on localhost only', async () => {
    await talk(test.engine, container, LOCALHOST_ONLY);
  });

  it('leaves no program behind when its visitor breaks off', async () => {
    const stream = await far.dialContainer(container, ECHO, signal);
    stream.write('hello');
    await once(stream, 'data');
    expect(programs()).toMatch(/\bnc\b/);
    stream.destroy();
    await expect.poll(programs).not.toMatch(/\bnc\b/);
  });

  it('refuses where nobody listens', async () => {
    await expect(talk(test.engine, container, 9999)).rejects.toMatchObject({
      code: 'FORWARD_REFUSED',
    });
    await expect(talk(far, container, 9999)).rejects.toMatchObject({
      code: 'FORWARD_REFUSED',
    });
  });

  it('says so when the image has nothing to be reached through', async () => {
    const tag = `${test.prefix}-bare:1`;
    const dockerfile = 'FROM scratch\nCOPY --from=busybox:local /bin/busybox /sleep\nCMD ["/sleep", "900"]\n';
    const context = contextOf({ Dockerfile: dockerfile });
    await test.engine.images.build(buildRequest({ tag, labels: test.labels, context }));
    const bare = start(tag);
    await expect(far.dialContainer(bare, ECHO, signal)).rejects.toMatchObject({
      code: 'FORWARD_UNREACHABLE',
      message: expect.stringContaining('has no shell') as string,
    });
    // Its own address can be asked: there, nobody listens.
    await expect(test.engine.dialContainer(bare, ECHO, signal)).rejects.toMatchObject({ code: 'FORWARD_REFUSED' });
  });

  it('has no port when it does not run', async () => {
    const stopped = start(await test.imageRunning(['sleep', '900']));
    await test.engine.containers.stop(stopped.id, 0);
    await expect(test.engine.dialContainer(stopped, ECHO, signal)).rejects.toMatchObject({
      code: 'PROJECT_NOT_RUNNING',
    });
  });
});

describe('a port of this machine', () => {
  const opened: OpenPort[] = [];
  const failures: unknown[] = [];
  let connected = 0;
  const upstream = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  beforeAll(async () => {
    await once(upstream.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => void upstream.close());
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((port) => port.close()));
    failures.length = 0;
    connected = 0;
  });
  const upstreamPort = (): number => (upstream.address() as AddressInfo).port;

  async function open(request: Partial<Parameters<typeof localPorts.open>[0]> = {}): Promise<OpenPort> {
    const port = await localPorts.open({
      port: null,
      preferred: 0,
      connect: (stop) => connectTcp('127.0.0.1', upstreamPort(), 1_000, stop),
      onConnected: () => void (connected += 1),
      onFailure: (error) => void failures.push(error),
      ...request,
    });
    opened.push(port);
    return port;
  }
  const visit = (port: OpenPort): Socket => connect({ host: '127.0.0.1', port: port.port, allowHalfOpen: true });

  it('carries both ways, and counts', async () => {
    const port = await open();
    const visitor = visit(port);
    visitor.end('to and fro');
    expect(await text(visitor)).toBe('to and fro');
    await expect
      .poll(() => port.counts())
      .toEqual({
        openConnections: 0,
        totalConnections: 1,
        failedConnections: 0,
        bytesSent: 10,
        bytesReceived: 10,
      });
    expect(connected).toBe(1);
  });

  it('resets a visitor for whom there is nothing, and says why', async () => {
    const port = await open({
      connect: () => Promise.reject(new Error('nobody there')),
    });
    const visitor = visit(port);
    const [error] = (await once(visitor, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    expect(failures).toEqual([new Error('nobody there')]);
    await expect.poll(() => port.counts()).toMatchObject({ failedConnections: 1, openConnections: 0 });
  });

  it('lets go of the far end when its visitor breaks off', async () => {
    const port = await open();
    const visitor = visit(port);
    visitor.write('x');
    await once(visitor, 'data');
    visitor.resetAndDestroy();
    await expect.poll(() => port.counts().openConnections).toBe(0);
    expect(failures).toEqual([]);
  });

  it('is the same as there where that is free, else another; one that is asked for is had or refused', async () => {
    const free = await freePort();
    const same = await open({ preferred: free });
    expect(same.port).toBe(free);
    const other = await open({ preferred: free });
    expect(other.port).not.toBe(free);
    await expect(open({ port: free })).rejects.toMatchObject({
      code: 'LOCAL_PORT_TAKEN',
      field: 'localPort',
    });
  });

  it('ends its connections when it is closed, and gives up those that are being made', async () => {
    const slow = await open({
      connect: (stop) =>
        new Promise((_resolve, reject) => stop.addEventListener('abort', () => reject(stop.reason as Error))),
    });
    const early = visit(slow).on('error', () => undefined);
    await once(early, 'connect');
    await expect.poll(() => slow.counts().totalConnections).toBe(1);
    await slow.close();
    expect(failures).toEqual([]);
    const port = await open();
    const visitor = visit(port);
    await once(visitor, 'connect');
    visitor.write('x');
    await once(visitor, 'data');
    const ended = once(visitor, 'end');
    await port.close();
    await ended;
    await expect(once(visit(port), 'connect')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
