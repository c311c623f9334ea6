import type { HashAnswer } from './hash-worker.ts';
import { FileUnreadableError } from './file-unreadable.ts';

/** SHA-256 in hexadecimal, computed beside the page. Throws FileUnreadableError and the signal's reason. */
export function hashFile(file: File, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module' });
    const stop = () => {
      worker.terminate();
      reject(signal.reason);
    };
    const settle = (work: () => void) => {
      signal.removeEventListener('abort', stop);
      worker.terminate();
      work();
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.addEventListener('message', ({ data }: MessageEvent<HashAnswer>) =>
      settle(() => ('sha256' in data ? resolve(data.sha256) : reject(unreadable(file, data.error)))),
    );
    worker.addEventListener('error', ({ message }) =>
      settle(() => reject(new Error(`The checksum failed: ${message}`))),
    );
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's has none
    worker.postMessage(file);
  });
}

/** A browser gives no reason why it could not read a file when it sent it; reading a byte of it does. */
export async function checkReadable(files: readonly File[]): Promise<void> {
  for (const file of files) {
    try {
      await file.slice(0, 1).arrayBuffer();
    } catch (cause) {
      throw unreadable(file, cause);
    }
  }
}

function unreadable({ name }: File, cause: unknown): FileUnreadableError {
  return new FileUnreadableError(`“${name}” can no longer be read.`, { cause });
}
