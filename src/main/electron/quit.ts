// Quitting waits until the control plane has stopped cleanly: builds handed back, log files closed, the database checkpointed.
import { app } from 'electron';

/** Every state survives a kill, so a part that hangs may cost this long and no more (milliseconds). */
const PATIENCE_MS = 30_000;

export interface Quitting {
  /** The program is on its way out: windows close instead of hiding. */
  isQuitting(): boolean;
  /** Runs when all windows are closed; what was added last stops first. */
  onQuit(stop: () => void | Promise<void>): void;
}

export function quitCleanly(): Quitting {
  const stops: (() => void | Promise<void>)[] = [];
  let isQuitting = false;
  let stopping: Promise<void> | undefined;

  const stopAll = async (): Promise<void> => {
    for (const stop of stops.toReversed()) await stop();
  };
  const end = async (): Promise<void> => {
    try {
      await Promise.race([stopAll(), patience()]);
      app.exit(0);
    } catch (error) {
      process.stderr.write(`miniPaaS did not stop cleanly: ${String(error)}\n`);
      app.exit(1);
    }
  };

  app.on('before-quit', () => {
    isQuitting = true;
  });
  app.on('will-quit', (event) => {
    event.preventDefault();
    stopping ??= end();
  });
  return { isQuitting: () => isQuitting, onQuit: (stop) => stops.push(stop) };
}

function patience(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`it took more than ${PATIENCE_MS / 1000} s`)), PATIENCE_MS).unref();
  });
}
