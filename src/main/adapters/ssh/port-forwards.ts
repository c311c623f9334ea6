// Ports of a host opened on this machine, so that what is published there on its own loopback address is reached from here and from
// nowhere else. They outlive a lost connection: each new visitor takes the one of that moment.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface PortForwards {
  /** The port of this machine that leads there; the same number where it is free. */
  open(port: number): Promise<number>;
  close(port: number): Promise<void>;
  closeAll(): Promise<void>;
}

export function createPortForwards(connect: (port: number) => Duplex): PortForwards {
  const servers = new Map<number, Promise<Server>>();
  const visitors = new Map<number, Set<Socket>>();

  function listen(port: number): Promise<Server> {
    const sockets = new Set<Socket>();
    visitors.set(port, sockets);
    const accept = (socket: Socket): void => {
      sockets.add(socket);
      socket.setNoDelay(true);
      const channel = connect(port);
      socket.once('close', () => {
        sockets.delete(socket);
        channel.destroy();
      });
      channel.once('close', () => socket.destroy());
      // Either end may break off at any time; the other one is told by being closed.
      socket.on('error', () => channel.destroy());
      channel.on('error', () => socket.resetAndDestroy());
      socket.pipe(channel).pipe(socket);
    };
    return bind(port, accept).catch(() => bind(0, accept));
  }

  async function close(port: number): Promise<void> {
    const server = await servers.get(port)?.catch(() => undefined);
    servers.delete(port);
    for (const socket of visitors.get(port) ?? []) {
      socket.destroy();
    }
    visitors.delete(port);
    if (server !== undefined) {
      server.close();
      await once(server, 'close');
    }
  }

  return {
    async open(port) {
      const server = servers.get(port) ?? listen(port);
      servers.set(port, server);
      server.catch(() => servers.delete(port));
      return ((await server).address() as AddressInfo).port;
    },
    close,
    async closeAll() {
      await Promise.all([...servers.keys()].map(close));
    },
  };
}

async function bind(port: number, accept: (socket: Socket) => void): Promise<Server> {
  const server = createServer(accept).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
