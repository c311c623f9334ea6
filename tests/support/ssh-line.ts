// A line to a host that is long, and that can be cut at a chosen byte. It delays bytes, not packets, since not every kernel has netem; packets
// are lost by the host itself (`DockerHost.lose`), between it and this end of the line, so that TCP really has to send them again.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface SshLine {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Breaks all connections; new ones are accepted. */
  cut(): void;
  /** Breaks all connections when so many bytes more have gone to the host; resolves then. */
  cutAfter(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** At most so much is on its way in one direction. */
const MAX_UNDER_WAY = 8 * 1024 * 1024;

/** `delayMs`: in each direction. */
export async function openSshLine(target: { host: string; port: number }, delayMs = 0): Promise<SshLine> {
  const sockets = new Set<Socket>();
  let limit: { left: number; readonly reached: () => void } | null = null;

  const cut = (): void => {
    for (const socket of sockets) {
      socket.resetAndDestroy();
    }
  };
  const count = (bytes: number): void => {
    if (limit === null) {
      return;
    }
    limit.left -= bytes;
    if (limit.left <= 0) {
      const { reached } = limit;
      limit = null;
      cut();
      reached();
    }
  };
  const keep = (socket: Socket, other: () => Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      other().destroy();
    });
  };

  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ ...target, noDelay: true });
    keep(near, () => far);
    keep(far, () => near);
    carry(near, far, delayMs);
    carry(far, near, delayMs);
    near.on('data', (data) => count(data.length));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    cut,
    cutAfter: (bytes) =>
      new Promise((resolve) => {
        limit = { left: bytes, reached: resolve };
      }),
    async close() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}

function carry(from: Socket, to: Socket, delayMs: number): void {
  let underWay = 0;
  const later = (work: () => void): void => void setTimeout(work, delayMs);
  from.on('data', (data: Buffer) => {
    underWay += data.length;
    if (underWay > MAX_UNDER_WAY) {
      from.pause();
    }
    later(() => {
      to.write(data, () => {
        underWay -= data.length;
        from.resume();
      });
    });
  });
  from.on('end', () => later(() => to.end()));
}
