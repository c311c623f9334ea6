// The dashboard's WebSocket: the same calls, and an end to it when the session ends.
import { once } from 'node:events';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import type { Contract } from '../../src/contract/contract.ts';
import { sampleDeployment } from '../support/fake-services.ts';
import { type Browser, FIXED_TOKEN, startTestListener, type TestListener } from '../support/test-listener.ts';

const HEARTBEAT_MS = 30_000;
let server: TestListener;
const sockets: WebSocket[] = [];
beforeAll(async () => {
  server = await startTestListener({ heartbeatMs: HEARTBEAT_MS });
});
afterAll(() => server.close());
afterEach(() => {
  for (const socket of sockets.splice(0)) {
    socket.terminate();
  }
});

const headersOf = (browser: Browser) => ({ cookie: `minipaas=${browser.cookies.get('minipaas')}`, origin: server.url });

function open(headers: Record<string, string>): WebSocket {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/rpc`, { headers });
  sockets.push(socket);
  return socket;
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
}

const closedWith = (socket: WebSocket) => new Promise<number>((resolve) => void socket.once('close', resolve));

async function connect() {
  const browser = await server.loggedIn();
  const socket = open(headersOf(browser));
  await opened(socket);
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket as never }));
  return { browser, socket, client };
}

describe('/rpc', () => {
  it('answers calls as whoever is logged in', async () => {
    const { client } = await connect();
    expect(await client.identity.session()).toMatchObject({ user: { login: 'owner' }, shell: 'browser' });
    const many = await Promise.all(Array.from({ length: 50 }, (_, id) => client.projects.get({ id: id + 1 })));
    expect(many.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, id) => id + 1));
  });

  it('passes on errors with their code and field', async () => {
    const { client } = await connect();
    await expect(client.projects.get({ id: 'x' as never })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      status: 400,
      data: { field: 'id', hint: 'Correct id and try again.' },
    });
  });

  it('streams events, coalesced by deployment for a slow reader', async () => {
    const { client } = await connect();
    const events = await client.events.subscribe();
    expect((await events.next()).value).toEqual({ type: 'ready' });
    for (let attempt = 1; attempt <= 1000; attempt += 1) {
      server.fake.hub.publish({ type: 'deployment', deployment: { ...sampleDeployment(1), attempt } });
    }
    server.fake.hub.publish({ type: 'settings' });
    const seen: number[] = [];
    for await (const event of events) {
      if (event.type === 'settings') {
        break;
      }
      seen.push(event.type === 'deployment' ? event.deployment.attempt : 0);
    }
    expect(seen.at(-1)).toBe(1000);
    expect(seen.length).toBeLessThan(10);
  });

  it('ends subscriptions and calls of a socket that went away', async () => {
    const { client, socket } = await connect();
    const events = await client.events.subscribe();
    await events.next();
    // Those of the tests before are about to go.
    await expect.poll(() => server.fake.hub.subscriberCount).toBe(1);
    socket.terminate();
    await expect.poll(() => server.fake.hub.subscriberCount).toBe(0);
  });

  it('closes at the logout, saying why', async () => {
    const { browser, socket } = await connect();
    const other = await connect();
    const code = closedWith(socket);
    expect((await browser.change('/auth/logout')).status).toBe(204);
    expect(await code).toBe(4401);
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('gives up a socket that does not answer, and keeps one that does', async () => {
    // Time passes when it is told to: an answer that a busy machine gives late is one all the same.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const { client, socket } = await connect();
      const silent = new WebSocket(socket.url, { headers: headersOf(await server.loggedIn()), autoPong: false });
      sockets.push(silent);
      await opened(silent);
      const lost = closedWith(silent);
      for (let beat = 0; beat < 6; beat += 1) {
        const pinged = once(socket, 'ping');
        vi.advanceTimersByTime(HEARTBEAT_MS);
        await pinged;
        // Goes the same way as the answer to the ping, after it.
        expect((await client.health.get()).status).toBe('ok');
      }
      expect(await lost).toBe(1006);
    } finally {
      vi.useRealTimers();
    }
  });

  it('survives messages that are none', async () => {
    const { client, socket } = await connect();
    for (const message of ['', '{', 'null', '{"i":1,"p":{"u":"http://[","m":"GET"}}', Buffer.from([255, 0, 1])]) {
      socket.send(message);
    }
    expect((await client.health.get()).status).toBe('ok');
  });

  it('closes on a message over the limit', async () => {
    const { socket } = await connect();
    const code = closedWith(socket);
    socket.send('x'.repeat(5 * 1_048_576));
    expect(await code).toBe(1009);
  });

  it('takes a token instead of a session', async () => {
    const socket = open({ authorization: `Bearer ${FIXED_TOKEN}` });
    await opened(socket);
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket as never }));
    expect((await client.projects.list()).length).toBe(1);
  });

  it.each<[string, (good: Record<string, string>) => Record<string, string>, number]>([
    ['no session', () => ({ origin: server.url }), 401],
    ['a made-up session', () => ({ cookie: `minipaas=${'A'.repeat(32)}`, origin: server.url }), 401],
    ['a wrong token', () => ({ authorization: 'Bearer wrong' }), 401],
    ['no Origin', ({ cookie = '' }) => ({ cookie }), 403],
    ['the Origin of another site', (good) => ({ ...good, origin: 'http://evil.example' }), 403],
    ['the Origin of another port', (good) => ({ ...good, origin: server.url.replace(/\d+$/, '32801') }), 403],
    ['another Host', (good) => ({ ...good, host: 'evil.example', origin: 'http://evil.example' }), 403],
    ['a browser that says it is another site', (good) => ({ ...good, 'sec-fetch-site': 'same-site' }), 403],
  ])('refuses %s', async (_name, change, status) => {
    const good = headersOf(await server.loggedIn());
    await expect(opened(open(change(good)))).rejects.toThrow(`Unexpected server response: ${status}`);
  });

  it('closes when the listener does', async () => {
    const short = await startTestListener();
    const socket = new WebSocket(`${short.url.replace('http', 'ws')}/rpc`, {
      headers: { authorization: `Bearer ${FIXED_TOKEN}` },
    });
    await opened(socket);
    const code = closedWith(socket);
    await short.close();
    expect([1001, 1006]).toContain(await code);
  });
});
