// Quitting waits until the control plane has stopped cleanly: builds handed back, log files closed, the database checkpointed.
import { app } from 'electron';

/** Every state survives a kill, so a part that hangs may cost this long and no more (milliseconds). */
const PATIENCE_MS = 30_000;

export interface Quitting {
  /** The program is on its way out: windows close instead of hiding. */
  isQuitting(): boolean;
}

export function quitCleanly(stop: () => Promise<void>): Quitting {
  let isQuitting = false;
  let isStopped = false;
  let stopping: Promise<void> | undefined;

  app.on('before-quit', () => {
    isQuitting = true;
  });
  app.on('will-quit', (event) => {
    if (isStopped) return;
    event.preventDefault();
    stopping ??= Promise.race([stop(), patience()])
      .catch((error: unknown) => {
        process.exitCode = 1;
        process.stderr.write(`miniPaaS did not stop cleanly: ${String(error)}\n`);
      })
      .finally(() => {
        isStopped = true;
        app.exit(Number(process.exitCode ?? 0));
      });
  });
  return { isQuitting: () => isQuitting };
}

function patience(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`it took more than ${PATIENCE_MS / 1000} s`)), PATIENCE_MS).unref();
  });
}
