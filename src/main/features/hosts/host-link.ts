// One host's link to its engine: found, lost, looked for again. The state is one value; every change of it is announced.
import { AppError, toErrorBody } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import type { ErrorBody } from '../../../contract/errors.ts';
import type { EngineConnection, EngineConnector, EngineEvent, HostRow } from './ports.ts';
import { reconnectDelay } from './reconnect.ts';

export type LinkState<Engine> =
  | { readonly status: 'connecting'; readonly error: ErrorBody | null }
  | { readonly status: 'connected'; readonly connection: EngineConnection<Engine>; readonly since: number }
  | { readonly status: 'unreachable'; readonly error: AppError };

export interface HostLinkDeps<Engine> {
  readonly host: HostRow;
  readonly connector: EngineConnector<Engine>;
  readonly clock: { now(): number; random(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> };
  readonly onChange: (state: LinkState<Engine>) => void;
  readonly onEvent: (event: EngineEvent) => void;
}

export interface HostLink<Engine> {
  state(): LinkState<Engine>;
  /** Waits for an attempt under way. Throws the last attempt's error. */
  connection(): Promise<EngineConnection<Engine>>;
  /** Resolves when the attempt under way has come to something. */
  settled(): Promise<void>;
  /** Tries now instead of when the delay is over; resolves when the attempt is. */
  retryNow(): Promise<void>;
  close(): Promise<void>;
}

export function openHostLink<Engine>(deps: HostLinkDeps<Engine>): HostLink<Engine> {
  const { host, connector, clock, onChange, onEvent } = deps;
  const closing = new AbortController();
  let state: LinkState<Engine> = { status: 'connecting', error: null };
  let attempts = 0;
  let skipDelay = new AbortController();
  let waiting: (() => void)[] = [];

  /** Resolves with the outcome of the attempt under way or the next one. */
  const nextOutcome = (): Promise<void> =>
    closing.signal.aborted ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));

  function become(next: LinkState<Engine>): void {
    state = next;
    if (next.status !== 'connecting') {
      releaseWaiting();
    }
    onChange(next);
  }

  function releaseWaiting(): void {
    const resolved = waiting;
    waiting = [];
    for (const resolve of resolved) {
      resolve();
    }
  }

  async function attempt(): Promise<void> {
    attempts += 1;
    try {
      const connection = await connector.connect(host, { signal: closing.signal, onEvent });
      if (closing.signal.aborted) {
        await connection.close();
        return;
      }
      attempts = 0;
      become({ status: 'connected', connection, since: clock.now() });
      const reason = await connection.closed;
      if (!closing.signal.aborted) {
        become({
          status: 'connecting',
          error: toErrorBody(new AppError('ENGINE_LOST', { host: host.name }, { cause: reason })),
        });
      }
    } catch (error) {
      if (!closing.signal.aborted) {
        const known =
          error instanceof AppError ? error : new AppError('ENGINE_LOST', { host: host.name }, { cause: error });
        become({ status: 'unreachable', error: known });
      }
    }
  }

  async function keepConnected(): Promise<void> {
    while (!closing.signal.aborted) {
      await attempt();
      // A connection that was just lost is tried again at once; each failure after that waits longer.
      if (state.status === 'unreachable') {
        skipDelay = new AbortController();
        const wake = AbortSignal.any([closing.signal, skipDelay.signal]);
        await clock.sleep(reconnectDelay(attempts, clock.random()), wake).catch(() => undefined);
        if (!closing.signal.aborted) {
          become({ status: 'connecting', error: state.error.toBody() });
        }
      }
    }
  }
  const done = keepConnected();

  return {
    state: () => state,
    async connection() {
      if (state.status === 'connecting') {
        await nextOutcome();
      }
      switch (state.status) {
        case 'connected':
          return state.connection;
        case 'unreachable':
          throw state.error;
        case 'connecting':
          throw new AppError('ENGINE_LOST', { host: host.name });
        default:
          return assertNever(state);
      }
    },
    async settled() {
      if (state.status === 'connecting') {
        await nextOutcome();
      }
    },
    async retryNow() {
      if (state.status !== 'connected') {
        const outcome = nextOutcome();
        skipDelay.abort();
        await outcome;
      }
    },
    async close() {
      closing.abort();
      releaseWaiting();
      if (state.status === 'connected') {
        await state.connection.close();
      }
      await done;
      await connector.release?.(host.id);
    },
  };
}
