/**
 * One channel to the control plane that mends itself, the same for the desktop's MessagePort and the browser's WebSocket.
 * Calls made while there is no channel wait a little for the next one, then fail as `DisconnectedError`: an action must not
 * happen minutes after the click.
 */
import { type ClientContext, type ClientLink, ORPCError } from '@orpc/client';
import { DisconnectedError } from '../lib/problem.ts';

export interface Channel {
  readonly link: ClientLink<ClientContext>;
  /** Settles when the channel has ended, from whichever side. */
  readonly closed: Promise<void>;
  close(): void;
}

export type ConnectionState =
  | { readonly status: 'connecting' }
  | { readonly status: 'live' }
  | { readonly status: 'reconnecting'; readonly attempt: number }
  | { readonly status: 'loggedOut' };

/** Thrown by `open` where trying again is useless until somebody logs in. */
export class LoggedOutError extends Error {
  override readonly name = 'LoggedOutError';
}

interface ConnectionDeps {
  readonly open: (signal: AbortSignal) => Promise<Channel>;
  /** Resolves after so many milliseconds, early when aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Connection {
  readonly link: ClientLink<ClientContext>;
  readonly getState: () => ConnectionState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Gives the channel up, or the pause before the next attempt, and connects at once. */
  readonly reconnect: () => void;
  readonly close: () => void;
}

const CALL_WAIT_MS = 8_000;
const pauses = [250, 500, 1_000, 2_000, 4_000, 8_000] as const;

export function createConnection({ open, pause }: ConnectionDeps): Connection {
  const lifetime = new AbortController();
  const listeners = new Set<() => void>();
  let state: ConnectionState = { status: 'connecting' };
  let channel: Channel | null = null;
  let next = Promise.withResolvers<Channel>();
  let wake = new AbortController();

  const become = (changed: ConnectionState) => {
    state = changed;
    for (const listener of [...listeners]) listener();
  };

  const keepOpen = async () => {
    for (let attempt = 1; !lifetime.signal.aborted; attempt += 1) {
      try {
        const opened = await open(lifetime.signal);
        attempt = 0;
        channel = opened;
        next.resolve(opened);
        become({ status: 'live' });
        await opened.closed;
        channel = null;
        next = Promise.withResolvers<Channel>();
      } catch (error) {
        if (error instanceof LoggedOutError) return become({ status: 'loggedOut' });
      }
      if (lifetime.signal.aborted) return;
      become({ status: 'reconnecting', attempt: attempt + 1 });
      wake = new AbortController();
      await pause(pauses[Math.min(attempt, pauses.length - 1)] ?? 0, wake.signal);
    }
  };

  const currentChannel = async (signal: AbortSignal | undefined): Promise<Channel> => {
    if (channel !== null) return channel;
    const giveUp = new AbortController();
    const late = pause(CALL_WAIT_MS, giveUp.signal).then(() => {
      throw signal?.aborted === true ? signal.reason : new DisconnectedError();
    });
    const stop = () => giveUp.abort();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([next.promise, late]);
    } finally {
      late.catch(() => undefined);
      stop();
      signal?.removeEventListener('abort', stop);
    }
  };

  void keepOpen();

  return {
    link: {
      async call(path, input, options) {
        const used = await currentChannel(options.signal);
        try {
          return await used.link.call(path, input, options);
        } catch (error) {
          if (used !== channel && !(error instanceof ORPCError)) throw new DisconnectedError('', { cause: error });
          throw error;
        }
      },
    },
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reconnect() {
      channel?.close();
      wake.abort();
    },
    close() {
      lifetime.abort();
      channel?.close();
      wake.abort();
    },
  };
}
