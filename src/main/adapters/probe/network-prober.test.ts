import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { networkProber } from './network-prober.ts';

const { signal } = new AbortController();
const servers: Server[] = [];
/** Where the limit is not what a test is about. */
const PATIENCE_MS = 60_000;

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const tcp = (onSocket: (socket: Socket) => void): Promise<number> => listen(createServer(onSocket));
const http = (onRequest: RequestListener): Promise<number> => listen(createHttpServer(onRequest));

async function closedPort(): Promise<number> {
  const port = await tcp(() => undefined);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return port;
}

describe('a TCP probe', () => {
  const probe = (port: number, options: { signal?: AbortSignal; isListening?: () => Promise<boolean | null> } = {}) =>
    networkProber.probe({
      address: '127.0.0.1',
      port,
      httpPath: null,
      timeoutMs: PATIENCE_MS,
      isListening: options.isListening ?? (async () => null),
      signal: options.signal ?? signal,
    });

  it('passes when the connection stays open and nobody can say who listens', async () => {
    const port = await tcp((socket) => socket.resume());
    expect(await probe(port)).toEqual({ ok: true });
  });

  it('passes when somebody is seen to listen behind the open connection', async () => {
    const port = await tcp((socket) => socket.resume());
    expect(await probe(port, { isListening: async () => true })).toEqual({ ok: true });
  });

  it('fails when nobody is seen to listen, though a proxy holds the connection open', async () => {
    const port = await tcp((socket) => socket.resume());
    expect(await probe(port, { isListening: async () => false })).toEqual({
      ok: false,
      problem: 'nobody listens on it inside the container',
      hasAnswered: false,
    });
  });

  it('throws what went wrong while looking', async () => {
    const port = await tcp((socket) => socket.resume());
    await expect(probe(port, { isListening: () => Promise.reject(new Error('lost')) })).rejects.toThrow('lost');
  });

  it('passes when something is sent', async () => {
    const port = await tcp((socket) => socket.resume().end('220 hello\r\n'));
    expect(await probe(port)).toEqual({ ok: true });
  });

  it('fails when the connection is accepted and closed at once, as a proxy without an application does', async () => {
    const port = await tcp((socket) => socket.end());
    // Nobody says anything else before it is seen.
    const isListening = () => new Promise<never>(() => undefined);
    expect(await probe(port, { isListening })).toMatchObject({
      ok: false,
      problem: 'the connection was closed at once',
    });
  });

  it('fails when the connection is reset', async () => {
    const port = await tcp((socket) => socket.resetAndDestroy());
    // Nobody says anything else before it is seen.
    const isListening = () => new Promise<never>(() => undefined);
    expect(await probe(port, { isListening })).toMatchObject({
      ok: false,
      problem: 'the connection was closed at once',
    });
  });

  it('fails when nobody listens', async () => {
    expect(await probe(await closedPort())).toEqual({
      ok: false,
      problem: 'the connection was refused',
      hasAnswered: false,
    });
  });

  it('throws the reason of an abort', async () => {
    const port = await tcp((socket) => socket.resume());
    const controller = new AbortController();
    const probing = probe(port, { signal: controller.signal });
    controller.abort(new Error('cancelled'));
    await expect(probing).rejects.toThrow('cancelled');
  });
});

describe('an HTTP probe', () => {
  const probe = (port: number, httpPath = '/health', options: { signal?: AbortSignal; timeoutMs?: number } = {}) =>
    networkProber.probe({
      address: '127.0.0.1',
      port,
      httpPath,
      timeoutMs: options.timeoutMs ?? PATIENCE_MS,
      isListening: async () => null,
      signal: options.signal ?? signal,
    });

  it.each([200, 204, 302, 399])('passes for %i', async (status) => {
    const port = await http((_request, response) => response.writeHead(status, { location: '/elsewhere' }).end());
    expect(await probe(port)).toEqual({ ok: true });
  });

  it.each([400, 404, 500, 503])('fails for %i and says so', async (status) => {
    const port = await http((_request, response) => response.writeHead(status).end('no'));
    expect(await probe(port)).toEqual({ ok: false, problem: `it answered ${status}`, hasAnswered: true });
  });

  it('asks for the path on a connection of its own', async () => {
    const asked: string[] = [];
    const port = await http((request, response) => {
      asked.push(`${request.url} ${request.headers.connection}`);
      response.end();
    });
    await probe(port, '/up?deep=1');
    expect(asked).toEqual(['/up?deep=1 close']);
  });

  it('takes the way that it is given, as on a host over SSH', async () => {
    const port = await http((_request, response) => response.writeHead(404).end());
    const nobody = await closedPort();
    let opened = 0;
    const connect = (): Socket => {
      opened += 1;
      return createConnection(port, '127.0.0.1');
    };
    const found = networkProber.probe({
      address: '127.0.0.1',
      port: nobody,
      connect,
      httpPath: '/health',
      timeoutMs: PATIENCE_MS,
      isListening: async () => null,
      signal,
    });
    expect(await found).toMatchObject({ ok: false, problem: 'it answered 404' });
    expect(opened).toBe(1);
  });

  it('does not wait for an endless answer', async () => {
    const port = await http((_request, response) => response.write('the first byte of many'));
    expect(await probe(port)).toEqual({ ok: true });
  });

  it('gives up on an application that says nothing', async () => {
    const port = await tcp((socket) => socket.resume());
    expect(await probe(port, '/', { timeoutMs: 500 })).toEqual({
      ok: false,
      problem: 'no answer within 0.5 s',
      hasAnswered: false,
    });
  });

  it('tells an answer that is not HTTP from none', async () => {
    const port = await tcp((socket) => socket.resume().end('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await probe(port)).toMatchObject({ ok: false, hasAnswered: true });
    expect(await probe(await closedPort())).toMatchObject({ ok: false, hasAnswered: false });
  });

  it('fails, and does not throw, for a path that no request can hold', async () => {
    const port = await http((_request, response) => response.end());
    expect(await probe(port, '/white space')).toMatchObject({ ok: false });
  });

  it('throws the reason of an abort', async () => {
    const port = await tcp((socket) => socket.resume());
    const controller = new AbortController();
    const probing = probe(port, '/', { signal: controller.signal });
    controller.abort(new Error('cancelled'));
    await expect(probing).rejects.toThrow('cancelled');
  });
});
