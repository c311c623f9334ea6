// A port for a server that wants to be told one. The system gives any program a port of its own range at any moment, so a port of
// that range that was free just now may be taken when it is needed; outside of it only tests choose, each at random.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Between what miniPaaS gives to projects (to 29999) and what Linux gives to anybody (from 32768). */
const FIRST = 30_000;
const COUNT = 2_768;
const given = new Set<number>();

export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (given.has(port)) {
      continue;
    }
    given.add(port);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (isFree) {
      server.close();
      await once(server, 'close');
      return port;
    }
  }
}
