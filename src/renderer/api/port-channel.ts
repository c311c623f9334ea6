import { RPCLink } from '@orpc/client/message-port';
import type { Channel } from './connection.ts';

type Bridge = NonNullable<Window['minipaas']>;

/** Asks the preload for a MessagePort to the control plane. It arrives as a message, because ports cannot cross the bridge. */
export async function openPortChannel(bridge: Bridge, signal: AbortSignal): Promise<Channel> {
  const received = Promise.withResolvers<MessagePort>();
  const receive = (event: MessageEvent<unknown>) => {
    if (event.source !== window || !isPortMessage(event.data)) return;
    const port = event.ports[0];
    if (port !== undefined) received.resolve(port);
  };
  window.addEventListener('message', receive);
  signal.addEventListener('abort', () => received.reject(signal.reason), { once: true });
  try {
    await bridge.connect();
    const port = await received.promise;
    const closed = Promise.withResolvers<void>();
    port.addEventListener('close', () => closed.resolve());
    const link = new RPCLink({ port });
    port.start();
    return {
      link,
      closed: closed.promise,
      // A port does not tell its own side that it was closed.
      close: () => {
        port.close();
        closed.resolve();
      },
    };
  } finally {
    window.removeEventListener('message', receive);
  }
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'minipaas-port';
}
