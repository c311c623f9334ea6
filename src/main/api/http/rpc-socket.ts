// The dashboard's calls over one WebSocket.
import fastifyWebsocket from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import type { Rpc, RpcChannel } from '../rpc.ts';
import { refused } from './addresses.ts';
import type { Connections } from './connections.ts';
import { requirePrincipal } from './principals.ts';
import { refuseOtherSites } from './security.ts';

export interface RpcSocketDeps {
  readonly rpc: Rpc;
  readonly connections: Connections;
  readonly heartbeatMs: number;
}

/** Closed because the session ended: the page should ask for a login and not reconnect. */
export const CLOSE_LOGGED_OUT = 4401;
const CLOSE_GOING_AWAY = 1001;
/** A reader further behind than this holds its streams back. */
const MAX_BUFFERED_BYTES = 1_048_576;
/** One may be on its way when the next is due. */
const MAX_UNANSWERED_PINGS = 2;
const CLOSE_GRACE_MS = 1000;

/** Before all hooks: a refused upgrade is closed only if this plugin saw it first. */
export async function addWebsockets(app: FastifyInstance, maxMessageBytes: number): Promise<void> {
  await app.register(fastifyWebsocket, {
    options: { maxPayload: maxMessageBytes },
    errorHandler: (_error, socket) => socket.terminate(),
    // The listener closes its connections itself, with a reason.
    preClose: (done) => done(),
  });
}

export function addRpcSocket(app: FastifyInstance, { rpc, connections, heartbeatMs }: RpcSocketDeps): void {
  app.get(
    '/rpc',
    {
      websocket: true,
      onRequest: [refuseOtherSites, async (request) => void requirePrincipal(request), requireOrigin],
    },
    (socket, request) => {
      const principal = requirePrincipal(request);
      const stopHeartbeat = startHeartbeat(socket, heartbeatMs);
      const ended = connections.add(principal.sessionId, (why) =>
        closeSoon(socket, why === 'loggedOut' ? CLOSE_LOGGED_OUT : CLOSE_GOING_AWAY),
      );
      socket.once('close', () => {
        stopHeartbeat();
        ended();
      });
      rpc.serve(channelOf(socket), { principal });
    },
  );
}

/** With a reason, but not at the mercy of the other side answering. */
function closeSoon(socket: WebSocket, code: number): void {
  socket.close(code);
  setTimeout(() => socket.terminate(), CLOSE_GRACE_MS).unref();
}

/** A browser always says where a WebSocket comes from; a cookie without that is not from a browser's page. */
async function requireOrigin({ headers, isBearer }: FastifyRequest): Promise<void> {
  if (!isBearer && headers.origin === undefined) {
    throw refused('Origin', undefined);
  }
}

/** Finds out that the other side is gone although nothing was said, and keeps proxies from thinking so. */
function startHeartbeat(socket: WebSocket, intervalMs: number): () => void {
  let unanswered = 0;
  socket.on('pong', () => {
    unanswered = 0;
  });
  const timer = setInterval(() => {
    if (unanswered >= MAX_UNANSWERED_PINGS) {
      socket.terminate();
      return;
    }
    unanswered += 1;
    socket.ping();
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

function channelOf(socket: WebSocket): RpcChannel {
  return {
    send(message) {
      if (socket.bufferedAmount < MAX_BUFFERED_BYTES) {
        socket.send(message);
        return;
      }
      return new Promise((resolve, reject) => {
        socket.send(message, (error) => (error == null ? resolve() : reject(error)));
      });
    },
    // `nodebuffer`, the default kind of message, is one Buffer for text and for bytes.
    onMessage: (listener) =>
      void socket.on('message', (data: Buffer, isBinary) => listener(isBinary ? data : data.toString('utf8'))),
    onClose: (listener) => void socket.once('close', listener),
  };
}
