// `electron` as a sandboxed preload sees it, with what it sends going through a binding to the main process. The page
// gets this function's source, so that it closes over nothing.
import type { Wire } from '../wire.ts';
import type { BridgeEnd } from './bridge-end.ts';

type Encoded = Parameters<Wire['decode']>[0];
type Listener = (event: unknown, ...args: unknown[]) => void;

/** From the page to the main process. */
export type PageMessage =
  | { t: 'invoke'; id: number; channel: string; args: Encoded[] }
  | { t: 'send'; channel: string; args: Encoded[]; ports: number[] }
  | { t: 'port'; id: number; data: Encoded }
  | { t: 'port-closed'; id: number };

/** From the main process to the page. */
export type MainMessage =
  | { t: 'reply'; id: number; ok: true; value: Encoded }
  | { t: 'reply'; id: number; ok: false; error: string }
  | { t: 'send'; channel: string; args: Encoded[]; ports: number[] }
  | { t: 'port'; id: number; data: Encoded }
  | { t: 'port-closed'; id: number }
  | { t: 'paths'; paths: [string, string][] };

interface PreloadGlobals {
  __electronToMain(json: string): void;
  __electronFromMain(batch: MainMessage[]): void;
}

export function preloadElectron(bridge: BridgeEnd, wire: Wire, platform: string) {
  const globals = globalThis as unknown as PreloadGlobals;
  const listeners = new Map<string, Set<Listener>>();
  const calls = new Map<
    number,
    { channel: string; resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  const ports = new Map<number, MessagePort>();
  const paths = new Map<string, string>();
  let last = 0;

  const toMain = (message: PageMessage): void => globals.__electronToMain(JSON.stringify(message));

  const follow = (id: number, port: MessagePort): void => {
    ports.set(id, port);
    port.addEventListener('message', (event) => toMain({ t: 'port', id, data: wire.encode(event.data) }));
    port.start();
    port.addEventListener('close', () => {
      if (ports.delete(id)) toMain({ t: 'port-closed', id });
    });
  };
  const receivedPort = (id: number): MessagePort => {
    const channel = new MessageChannel();
    follow(id, channel.port1);
    return channel.port2;
  };
  const sentPort = (port: MessagePort): number => {
    last += 1;
    follow(last, port);
    return last;
  };

  const take = (message: MainMessage): void => {
    if (message.t === 'reply') {
      const call = calls.get(message.id);
      calls.delete(message.id);
      if (message.ok) call?.resolve(wire.decode(message.value));
      else call?.reject(new Error(`Error invoking remote method '${call.channel}': ${message.error}`));
    } else if (message.t === 'send') {
      const event = { sender: ipcRenderer, ports: message.ports.map(receivedPort) };
      for (const listener of [...(listeners.get(message.channel) ?? [])])
        listener(event, ...message.args.map(wire.decode));
    } else if (message.t === 'port') ports.get(message.id)?.postMessage(wire.decode(message.data));
    else if (message.t === 'port-closed') {
      ports.get(message.id)?.close();
      ports.delete(message.id);
    } else for (const [file, path] of message.paths) paths.set(file, path);
  };
  globals.__electronFromMain = (batch) => batch.forEach(take);

  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        last += 1;
        calls.set(last, { channel, resolve, reject });
        toMain({ t: 'invoke', id: last, channel, args: args.map(wire.encode) });
      }),
    send: (channel: string, ...args: unknown[]) =>
      toMain({ t: 'send', channel, args: args.map(wire.encode), ports: [] }),
    postMessage: (channel: string, message: unknown, transfer: MessagePort[] = []) =>
      toMain({ t: 'send', channel, args: [wire.encode(message)], ports: transfer.map(sentPort) }),
    on: (channel: string, listener: Listener) => {
      const known = listeners.get(channel) ?? new Set();
      listeners.set(channel, known.add(listener));
      return ipcRenderer;
    },
    once: (channel: string, listener: Listener) => {
      const once: Listener = (...args) => {
        listeners.get(channel)?.delete(once);
        listener(...args);
      };
      return ipcRenderer.on(channel, once);
    },
    off: (channel: string, listener: Listener) => {
      listeners.get(channel)?.delete(listener);
      return ipcRenderer;
    },
    removeAllListeners: (channel: string) => {
      listeners.delete(channel);
      return ipcRenderer;
    },
  };

  const strict = <T extends object>(target: T, name: string): T =>
    new Proxy(target, {
      get: (object, key) => {
        if (typeof key === 'string' && !(key in object)) {
          throw new Error(`electron stand-in: ${name}.${key} is not there, or not in a sandboxed preload`);
        }
        return Reflect.get(object, key) as unknown;
      },
    });
  const electron = strict(
    {
      ipcRenderer: strict(ipcRenderer, 'ipcRenderer'),
      contextBridge: strict({ exposeInMainWorld: bridge.expose }, 'contextBridge'),
      webUtils: strict({ getPathForFile: (file: File) => paths.get(`${file.name}:${file.size}`) ?? '' }, 'webUtils'),
    },
    'electron',
  );

  return {
    process: strict({ platform, type: 'renderer', sandboxed: true }, 'process'),
    require: (id: string): unknown => {
      if (id === 'electron' || id === 'electron/renderer') return electron;
      throw new Error(
        `module not found: ${id} (a sandboxed preload may require only electron, events, timers and url)`,
      );
    },
  };
}
