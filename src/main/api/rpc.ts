// RPC over anything that carries messages both ways: a browser's WebSocket, a window's MessagePort.
import { ORPCError } from '@orpc/server';
import { StandardRPCHandler } from '@orpc/server/standard';
import { createServerPeerHandleRequestFn } from '@orpc/server/standard-peer';
import { ServerPeer } from '@orpc/standard-server-peer';
import { toClientError } from './client-error.ts';
import type { ApiContext, ApiLog } from './context.ts';
import type { ApiRouter } from './router.ts';

export type RpcMessage = string | ArrayBufferLike | Uint8Array;

/** One end of a channel. */
export interface RpcChannel {
  /** A promise holds back the stream that sends. */
  send(message: RpcMessage): void | Promise<void>;
  onMessage(listener: (message: RpcMessage) => void): void;
  onClose(listener: () => void): void;
}

export interface Rpc {
  /** Answers calls until the channel closes, which aborts those that are still under way. */
  serve(channel: RpcChannel, context: ApiContext): void;
}

interface Intercepted<R> {
  readonly request: { readonly url: URL; readonly signal?: AbortSignal | undefined };
  next(): Promise<R>;
}

/** For the `interceptors` of every handler: whatever goes wrong leaves as an error of the table. */
export function clientErrors(log: ApiLog) {
  return async <R>({ request, next }: Intercepted<R>): Promise<R> => {
    try {
      return await next();
    } catch (error) {
      if (request.signal?.aborted === true) {
        // Nobody is there to read the answer, and being interrupted is no fault worth a log line.
        throw new ORPCError('CLIENT_CLOSED_REQUEST', { status: 499, data: { hint: '' }, cause: error });
      }
      throw toClientError(error, log, { path: request.url.pathname });
    }
  };
}

export function createRpc(router: ApiRouter, log: ApiLog): Rpc {
  const handler = new StandardRPCHandler<ApiContext>(router, { interceptors: [clientErrors(log)] });
  return {
    serve(channel, context) {
      const peer = new ServerPeer(async (message) => channel.send(message));
      const handle = createServerPeerHandleRequestFn(handler, { context });
      channel.onMessage((message) => {
        peer.message(message, handle).catch((error: unknown) => {
          // No call that could be answered: not ours, cut off, or its channel closed meanwhile.
          log.warn('A message of a client could not be handled', { err: error });
        });
      });
      channel.onClose(() => peer.close());
    },
  };
}
