import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createDomainLookup } from './domain-lookup.ts';

const domainLookup = createDomainLookup(() => []);
const servers: ReturnType<typeof createServer>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(answer: Parameters<typeof createServer>[1]): Promise<number> {
  const server = createServer(answer as never).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
const signal = (): AbortSignal => AbortSignal.timeout(60_000);

describe('a look at a name', () => {
  it('reads what is answered there and where that sends to, without following', async () => {
    const asked: unknown[] = [];
    const port = await listen((request, response) => {
      asked.push([request.headers.host, request.url]);
      response.writeHead(308, { location: 'http://elsewhere/token' }).end('moved');
    });
    expect(
      await domainLookup.ask({ hostName: 'shop.example.com', address: '127.0.0.1', port, path: '/x' }, signal()),
    ).toEqual({
      text: 'http://elsewhere/tokenmoved',
    });
    expect(asked).toEqual([[`shop.example.com:${port}`, '/x']]);
  });

  it('does not read without end', async () => {
    const port = await listen((_request, response) => {
      const send = (): void =>
        void (response.write('x'.repeat(10_000)) ? setImmediate(send) : response.once('drain', send));
      send();
    });
    const answer = await domainLookup.ask(
      { hostName: 'shop.example.com', address: '127.0.0.1', port, path: '/' },
      signal(),
    );
    expect('text' in answer && answer.text.length).toBe(4_096);
  });

  it('says that nobody is there', async () => {
    const port = await listen(() => undefined);
    servers.pop()?.close();
    const target = { hostName: 'shop.example.com', address: '127.0.0.1', port, path: '/' };
    expect(await domainLookup.ask(target, signal())).toEqual({
      problem: 'nobody listens on that port',
      isUnroutable: false,
    });
    const tls = { hostName: 'a.example', port, address: '127.0.0.1' };
    expect(await domainLookup.certificate(tls, signal())).toEqual({ problem: 'nobody listens on that port' });
  });
});
