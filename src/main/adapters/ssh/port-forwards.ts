// Ports of a host opened on this machine, so that what is published there on its own loopback address is reached from here and from
// nowhere else. They outlive a lost connection: each new visitor takes the one of that moment.
import type { Duplex } from 'node:stream';
import type { OpenPort } from '../../features/forwards/ports.ts';
import { openLocalPort } from '../net/local-ports.ts';

export interface PortForwards {
  /** The port of this machine that leads there; the same number where it is free. */
  open(port: number): Promise<number>;
  close(port: number): Promise<void>;
  closeAll(): Promise<void>;
}

export function createPortForwards(connect: (port: number) => Duplex): PortForwards {
  const opened = new Map<number, Promise<OpenPort>>();

  function listen(port: number): Promise<OpenPort> {
    return openLocalPort({
      port: null,
      preferred: port,
      // It is a stream before it is connected: what a visitor says waits in it.
      connect: async () => connect(port),
      // How an application fares is watched elsewhere.
      onConnected: () => undefined,
      onFailure: () => undefined,
    });
  }

  async function close(port: number): Promise<void> {
    const found = await opened.get(port)?.catch(() => undefined);
    opened.delete(port);
    await found?.close();
  }

  return {
    async open(port) {
      const made = opened.get(port) ?? listen(port);
      opened.set(port, made);
      made.catch(() => opened.delete(port));
      return (await made).port;
    },
    close,
    async closeAll() {
      await Promise.all([...opened.keys()].map(close));
    },
  };
}
