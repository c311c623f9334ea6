import type { Connection } from '../../../api/connection.ts';

const pauses = [500, 1_000, 2_000, 4_000, 8_000] as const;

/** Waits longer from try to try, and in any case until there is a line to the control plane. */
export function createWhenOnline({ getState, subscribe }: Pick<Connection, 'getState' | 'subscribe'>) {
  return async (attempt: number, signal: AbortSignal): Promise<void> => {
    await pause(pauses[Math.min(attempt, pauses.length) - 1] ?? 0, signal);
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (getState().status !== 'live') return;
        stop();
        resolve();
      };
      const stop = subscribe(look);
      signal.addEventListener(
        'abort',
        () => {
          stop();
          reject(signal.reason);
        },
        { once: true },
      );
      look();
    });
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
