// A line to a server that can be held up and cut in the middle of what goes over it.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Line {
  readonly url: string;
  /** Resolves when so many bytes more have gone to the server; nothing goes on then until `release` or `cut`. */
  holdAfter(bytes: number): Promise<void>;
  release(): void;
  /** Breaks all connections; new ones are accepted and go at once. */
  cut(): void;
  close(): Promise<void>;
}

export async function openLine(target: string): Promise<Line> {
  const { port } = new URL(target);
  const sockets = new Set<Socket>();
  let left = Number.POSITIVE_INFINITY;
  let held = Promise.withResolvers<void>();
  let released = Promise.withResolvers<void>();

  const pass = async (client: Socket, server: Socket): Promise<void> => {
    for await (const piece of client as AsyncIterable<Buffer>) {
      left -= piece.length;
      if (left <= 0) {
        held.resolve();
        await released.promise;
      }
      if (!server.write(piece)) await once(server, 'drain');
    }
    server.end();
  };
  const proxy = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ host: '127.0.0.1', port: Number(port), allowHalfOpen: true });
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket);
      socket
        .on('error', () => other.destroy())
        .on('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
    }
    server.pipe(client);
    // A cut ends it in the middle, which is what it is for.
    pass(client, server).catch(() => undefined);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');

  const release = (): void => {
    left = Number.POSITIVE_INFINITY;
    released.resolve();
  };
  const cut = (): void => {
    release();
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    holdAfter(bytes) {
      left = bytes;
      held = Promise.withResolvers();
      released = Promise.withResolvers();
      return held.promise;
    },
    release,
    cut,
    async close() {
      proxy.close();
      cut();
      await once(proxy, 'close').catch(() => undefined);
    },
  };
}
