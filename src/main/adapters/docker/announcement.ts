// The first line of a program that we start ourselves: it says that it runs, and what only it knows.
import type { Duplex } from 'node:stream';

/** More than an engine says of a program that it cannot start. */
const MAX_BYTES = 8_192;
const NEWLINE = 10;

export type Announcement =
  | { readonly line: string }
  /** Something else came, and the stream may have ended. */
  | { readonly line: null; readonly text: string };

/** The rest of the first line that begins with `prefix`; what follows it stays in the stream. An abort throws the signal's reason. */
export function readAnnouncement(stream: Duplex, prefix: string, signal: AbortSignal): Promise<Announcement> {
  return new Promise((resolve, reject) => {
    let read: Buffer = Buffer.alloc(0);
    const settle = (finish: () => void): void => {
      stream.off('readable', look).off('end', end).off('error', fail).off('close', end);
      signal.removeEventListener('abort', abort);
      finish();
    };
    const end = (): void => settle(() => resolve({ line: null, text: read.toString('utf8').trim() }));
    const fail = (error: Error): void => settle(() => reject(error));
    const abort = (): void =>
      settle(() => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted')));
    const look = (): void => {
      for (let piece = stream.read() as Buffer | null; piece !== null; piece = stream.read() as Buffer | null) {
        read = Buffer.concat([read, piece]);
        const at = read.indexOf(NEWLINE);
        if (at === -1 && read.length < MAX_BYTES) {
          continue;
        }
        const line = read.subarray(0, at === -1 ? undefined : at).toString('utf8');
        if (at === -1 || !line.startsWith(prefix)) {
          return end();
        }
        const rest = read.subarray(at + 1);
        return settle(() => {
          if (rest.length > 0) {
            stream.unshift(rest);
          }
          resolve({ line: line.slice(prefix.length).trim() });
        });
      }
    };
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    stream.on('readable', look).once('end', end).once('error', fail).once('close', end);
    look();
  });
}
