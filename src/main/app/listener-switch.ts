// The listener, on and off: headless starts with it on, the desktop turns it on when asked to. It is loaded only then.
import type { ListenerDeps, Listener } from '../api/http/listener.ts';
import { programVersion } from './program-files.ts';

export interface ListenerSwitch {
  /** Throws PORT_IN_USE. Resolves with the address; no error when it is on already. */
  start(): Promise<string>;
  stop(): Promise<void>;
  readonly url: string | null;
  /** A one-time login link; null while it is off. */
  loginUrl(): string | null;
}

export interface ListenerSwitchDeps {
  readonly address: { readonly host: string; readonly port: number };
  readonly deps: Omit<ListenerDeps, 'version'>;
  readonly onChange: (url: string | null) => void;
}

export function createListenerSwitch({ address, deps, onChange }: ListenerSwitchDeps): ListenerSwitch {
  let listener: Listener | null = null;
  // One change at a time: a click on "off" while it comes up waits for it.
  let changing: Promise<unknown> = Promise.resolve();

  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    // What went wrong with an earlier change was told to its caller.
    const next = changing.catch(() => undefined).then(change);
    changing = next;
    return next;
  }

  return {
    start: () =>
      inTurn(async () => {
        if (listener?.url != null) {
          return listener.url;
        }
        const { createListener } = await import('../api/http/listener.ts');
        const made = await createListener({ ...deps, version: programVersion });
        try {
          const url = await made.listen(address);
          listener = made;
          onChange(url);
          return url;
        } catch (error) {
          await made.close();
          throw error;
        }
      }),
    stop: () =>
      inTurn(async () => {
        const stopped = listener;
        listener = null;
        if (stopped !== null) {
          await stopped.close();
          onChange(null);
        }
      }),
    get url() {
      return listener?.url ?? null;
    },
    loginUrl: () => listener?.loginUrl() ?? null,
  };
}
