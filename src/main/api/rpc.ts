// RPC over anything that carries messages both ways: a browser's WebSocket, a window's MessagePort.
import { ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { toClientError } from './client-error.ts';
import type { ApiContext, ApiLog } from './context.ts';
import type { ApiRouter } from './router.ts';

/** The part of a WebSocket that is needed. A promise of `send` holds back the stream that sends. */
export interface MessageSocket {
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
  send(data: string | ArrayBufferLike | ArrayBufferView): void | Promise<void>;
}

export interface Rpc {
  /** Answers calls until the socket closes, which aborts those that are still under way. */
  serve(socket: MessageSocket, context: ApiContext): void;
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
  const handler = new RPCHandler<ApiContext>(router, { interceptors: [clientErrors(log)] });
  return {
    serve(socket, context) {
      void handler.upgrade(socket as Parameters<typeof handler.upgrade>[0], { context });
    },
  };
}
