// Stands between a client and the engine's socket, to cut, hold or end their connections.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SocketProxy {
  /** `unix:///…` */
  readonly endpoint: string;
  /** Breaks all connections; new ones are accepted. */
  cut(): void;
  /** New connections get no answer until the returned function is called. */
  hold(): () => void;
  /** Breaks all connections and accepts no more. */
  close(): Promise<void>;
}

export async function openSocketProxy(target: string): Promise<SocketProxy> {
  const directory = await mkdtemp(join(tmpdir(), 'minipaas-proxy-'));
  const path = join(directory, 'docker.sock');
  const clients = new Set<Socket>();
  let released = Promise.resolve();

  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (client) => {
    clients.add(client);
    client.on('error', () => undefined).on('close', () => clients.delete(client));
    void released.then(() => {
      const engine = connect({ path: target, allowHalfOpen: true });
      engine.on('error', () => client.destroy()).on('close', () => client.destroy());
      client.on('close', () => engine.destroy());
      client.pipe(engine).pipe(client);
    });
  });
  server.listen(path);
  await once(server, 'listening');

  const cut = (): void => {
    for (const client of clients) {
      client.destroy();
    }
  };
  return {
    endpoint: `unix://${path}`,
    cut,
    hold() {
      const gate = Promise.withResolvers<void>();
      released = gate.promise;
      return gate.resolve;
    },
    async close() {
      server.close();
      cut();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
