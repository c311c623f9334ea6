import { RPCLink } from '@orpc/client/websocket';
import { DisconnectedError } from '../lib/problem.ts';
import { type Channel, LoggedOutError } from './connection.ts';

/** A WebSocket does not say why it was refused, so a refused one asks the REST face whether the session still holds. */
export async function openSocketChannel(url: string, signal: AbortSignal): Promise<Channel> {
  const socket = new WebSocket(url);
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  socket.addEventListener('open', () => opened.resolve());
  socket.addEventListener('close', () => {
    closed.resolve();
    opened.reject(new DisconnectedError());
  });
  signal.addEventListener('abort', () => socket.close(), { once: true });
  const link = new RPCLink({ websocket: socket });
  try {
    await opened.promise;
  } catch (error) {
    if (await isLoggedOut(signal)) throw new LoggedOutError('', { cause: error });
    throw error;
  }
  return { link, closed: closed.promise, close: () => socket.close() };
}

async function isLoggedOut(signal: AbortSignal): Promise<boolean> {
  const answer = await fetch('/api/session', { signal, headers: { accept: 'application/json' } });
  return answer.status === 401;
}
