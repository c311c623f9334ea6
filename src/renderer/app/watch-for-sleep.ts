import type { Api } from '../api/client.ts';

const ANSWER_MS = 5_000;

/**
 * A line that was cut while the machine slept looks open for minutes. When the page comes back into sight or the network
 * returns, one small question tells; no answer means a new line.
 */
export function watchForSleep({ client, connection }: Api): void {
  const ask = async () => {
    if (document.visibilityState === 'hidden') return;
    if (connection.getState().status !== 'live') return connection.reconnect();
    try {
      await client.health.get(undefined, { signal: AbortSignal.timeout(ANSWER_MS) });
    } catch {
      connection.reconnect();
    }
  };
  document.addEventListener('visibilitychange', () => void ask());
  window.addEventListener('online', () => void ask());
}
