// Ports of this machine that lead elsewhere: each visitor gets a connection of its own, and what goes through is counted.
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { AppError } from '../../../contract/app-error.ts';
import type { LocalPorts, OpenPort, OpenPortRequest, PortCounts } from '../../features/forwards/ports.ts';
import { listenLocally } from './listen-locally.ts';

/** Below it a program needs the administrator's rights. */
const FIRST_FREE_PORT = 1024;
/** Visitors of one port at a time: each may hold a channel of the host's connection. */
const MAX_VISITORS = 256;

export const localPorts: LocalPorts = { open: (request) => openLocalPort(request, MAX_VISITORS) };

/** Throws LOCAL_PORT_TAKEN. `maxVisitors` at a time; left out, as many as come. */
export async function openLocalPort(request: OpenPortRequest, maxVisitors = Infinity): Promise<OpenPort> {
  const visitors = new Set<Socket>();
  let isClosing = false;
  let total = 0;
  let failed = 0;
  let sent = 0;
  let received = 0;

  async function visit(socket: Socket): Promise<void> {
    const left = new AbortController();
    visitors.add(socket);
    total += 1;
    let upstream: Awaited<ReturnType<OpenPortRequest['connect']>> | null = null;
    socket.on('error', () => undefined);
    socket.once('close', () => {
      left.abort(new Error('the visitor left'));
      visitors.delete(socket);
      sent += socket.bytesRead;
      received += socket.bytesWritten;
      upstream?.destroy();
    });
    const fail = (error: unknown): void => {
      if (!left.signal.aborted && !isClosing) {
        failed += 1;
        request.onFailure(error);
      }
      socket.resetAndDestroy();
    };
    try {
      upstream = await request.connect(left.signal);
    } catch (error) {
      fail(error);
      return;
    }
    if (socket.destroyed) {
      upstream.on('error', () => undefined).destroy();
      return;
    }
    request.onConnected();
    upstream.on('error', fail);
    upstream.once('close', () => socket.destroySoon());
    socket.pipe(upstream).pipe(socket);
  }

  const server = await listen(request, (socket) => void visit(socket));
  server.maxConnections = maxVisitors;
  const { port } = server.address() as AddressInfo;
  return {
    port,
    counts(): PortCounts {
      const open = [...visitors];
      return {
        openConnections: open.length,
        totalConnections: total,
        failedConnections: failed,
        bytesSent: open.reduce((sum, { bytesRead }) => sum + bytesRead, sent),
        bytesReceived: open.reduce((sum, { bytesWritten }) => sum + bytesWritten, received),
      };
    },
    async close() {
      isClosing = true;
      for (const socket of visitors) {
        socket.destroy();
      }
      server.close();
      await once(server, 'close');
    },
  };
}

async function listen({ port, preferred }: OpenPortRequest, onVisitor: (socket: Socket) => void): Promise<Server> {
  if (port !== null) {
    return listenLocally(port, onVisitor).catch((cause: unknown) => {
      throw new AppError('LOCAL_PORT_TAKEN', { port, problem: problemOf(cause) }, { field: 'localPort', cause });
    });
  }
  return preferred < FIRST_FREE_PORT
    ? listenLocally(0, onVisitor)
    : listenLocally(preferred, onVisitor).catch(() => listenLocally(0, onVisitor));
}

function problemOf(cause: unknown): string {
  switch ((cause as { readonly code?: unknown }).code) {
    case 'EADDRINUSE':
      return 'another program uses it';
    case 'EACCES':
      return 'ports below 1024 need the rights of an administrator';
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}
