import { createConnection } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ProbeResult } from '../../features/deployments/ports/prober.ts';
import { describeProblem } from './describe-problem.ts';

/**
 * Docker's proxy accepts connections to a published port although nobody listens behind it, and closes them as soon as
 * its own connection is refused: usually within a few ms. Where nobody can say who listens, one that is still open after this
 * reaches the application.
 */
const STAYS_OPEN_MS = 150;

interface TcpTarget {
  readonly address: string;
  readonly port: number;
  /** Its stream says `connect` when it is. */
  readonly connect?: (() => Duplex) | undefined;
  readonly timeoutMs: number;
  readonly isListening: () => Promise<boolean | null>;
  readonly signal: AbortSignal;
}

/** Healthy is a connection that stays open, or on which something is sent. Throws the signal's reason. */
export async function probeTcp({
  address,
  port,
  connect,
  timeoutMs,
  isListening,
  signal,
}: TcpTarget): Promise<ProbeResult> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<ProbeResult>();
  const failed = (problem: string): void => resolve({ ok: false, problem, hasAnswered: false });
  const socket = connect?.() ?? createConnection({ host: address, port });
  const connecting = setTimeout(() => failed(`no connection within ${timeoutMs / 1000} s`), timeoutMs);
  let staying: NodeJS.Timeout | undefined;
  const abort = (): void => failed('aborted');
  /** What is known need not be waited for, and a proxy that is late does not pass for an application. */
  async function look(): Promise<void> {
    const listens = await isListening();
    if (socket.destroyed) {
      return;
    }
    if (listens === null) {
      staying = setTimeout(() => resolve({ ok: true }), STAYS_OPEN_MS);
    } else if (listens) {
      resolve({ ok: true });
    } else {
      failed('nobody listens on it inside the container');
    }
  }
  signal.addEventListener('abort', abort, { once: true });

  socket.once('connect', () => {
    clearTimeout(connecting);
    look().catch(reject);
  });
  socket.once('data', () => resolve({ ok: true }));
  socket.once('end', () => failed('the connection was closed at once'));
  socket.on('error', (error) => failed(describeProblem(error)));
  try {
    const result = await promise;
    signal.throwIfAborted();
    return result;
  } finally {
    clearTimeout(connecting);
    clearTimeout(staying);
    signal.removeEventListener('abort', abort);
    socket.destroy();
  }
}
