// The same router for a desktop window, over the MessagePort that its preload handed to the page.
import type { ApiLog, Principal } from '../context.ts';
import type { ApiRouter } from '../router.ts';
import { createRpc, type RpcMessage } from '../rpc.ts';

/** Electron's MessagePortMain, as far as it is used. */
export interface MessagePortLike {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  /** Messages wait until this is called. */
  start(): void;
  close(): void;
}

export interface PortServerDeps {
  readonly router: ApiRouter;
  readonly log: ApiLog;
}

/** Serves until either side closes the port, which aborts the calls under way. Returns the function that closes it. */
export function servePort(port: MessagePortLike, { router, log }: PortServerDeps, principal: Principal): () => void {
  createRpc(router, log).serve(
    {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => void port.on('message', ({ data }) => listener(data as RpcMessage)),
      onClose: (listener) => void port.on('close', listener),
    },
    { principal },
  );
  port.start();
  return () => port.close();
}
