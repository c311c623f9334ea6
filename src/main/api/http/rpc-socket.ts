// The dashboard's calls over one WebSocket.
import fastifyWebsocket from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import type { MessageSocket, Rpc } from '../rpc.ts';
import { refused } from './addresses.ts';
import type { Connections } from './connections.ts';
import { requirePrincipal } from './principals.ts';
import { refuseOtherSites } from './security.ts';

export interface RpcSocketDeps {
  readonly rpc: Rpc;
  readonly connections: Connections;
  readonly heartbeatMs: number;
  readonly maxMessageBytes: number;
}

/** Closed because the session ended: the page should ask for a login and not reconnect. */
export const CLOSE_LOGGED_OUT = 4401;
const CLOSE_GOING_AWAY = 1001;
/** A reader further behind than this holds its streams back. */
const MAX_BUFFERED_BYTES = 1_048_576;

export async function addRpcSocket(app: FastifyInstance, deps: RpcSocketDeps): Promise<void> {
  const { rpc, connections, heartbeatMs, maxMessageBytes } = deps;
  await app.register(fastifyWebsocket, {
    options: { maxPayload: maxMessageBytes },
    errorHandler: (_error, socket) => socket.terminate(),
    // The listener closes its connections itself, with a reason.
    preClose: (done) => done(),
  });
  app.get(
    '/rpc',
    {
      websocket: true,
      onRequest: [refuseOtherSites, async (request) => void requirePrincipal(request), requireOrigin],
    },
    (socket, request) => {
      const principal = requirePrincipal(request);
      const stopHeartbeat = startHeartbeat(socket, heartbeatMs);
      const ended = connections.add(principal.sessionId, () =>
        socket.close(principal.sessionId === null ? CLOSE_GOING_AWAY : CLOSE_LOGGED_OUT),
      );
      socket.once('close', () => {
        stopHeartbeat();
        ended();
      });
      rpc.serve(withBackpressure(socket), { principal });
    },
  );
}

/** A browser always says where a WebSocket comes from; a cookie without that is not from a browser's page. */
async function requireOrigin({ headers, isBearer }: FastifyRequest): Promise<void> {
  if (!isBearer && headers.origin === undefined) {
    throw refused('Origin', undefined);
  }
}

/** Finds out that the other side is gone although nothing was said, and keeps proxies from thinking so. */
function startHeartbeat(socket: WebSocket, intervalMs: number): () => void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) {
      socket.terminate();
      return;
    }
    isAlive = false;
    socket.ping();
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

function withBackpressure(socket: WebSocket): MessageSocket {
  return {
    addEventListener: socket.addEventListener.bind(socket) as MessageSocket['addEventListener'],
    send(data) {
      if (socket.bufferedAmount < MAX_BUFFERED_BYTES) {
        socket.send(data);
        return;
      }
      return new Promise((resolve, reject) => {
        socket.send(data, (error) => (error == null ? resolve() : reject(error)));
      });
    },
  };
}
