import { connect } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { addBodyTimeout } from './body-timeout.ts';

let app: FastifyInstance;
afterEach(() => app.close());

describe('a request whose body does not come', () => {
  it('is cut off, and one that has none is answered however long that takes', async () => {
    const { promise: answer, resolve: answerNow } = Promise.withResolvers<string>();
    app = fastify({ requestTimeout: 0, forceCloseConnections: true });
    addBodyTimeout(app, 20);
    app.get('/slow', () => answer);
    app.post('/body', async () => 'never');
    const url = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
    const slow = fetch(new URL('/slow', url));

    const socket = connect(Number(url.port), url.hostname);
    socket.write('POST /body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{');
    // Reset or closed, it is over.
    await new Promise((resolve) => socket.on('error', () => undefined).once('close', resolve));
    // Its time is over as well: it came first.
    answerNow('whole');
    expect(await (await slow).text()).toBe('whole');
  });
});
