// One terminal: a shell whose output is pumped into a buffer as fast as somebody reads, and what ends it.
import { once } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { AppError } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import type { TerminalEnd, TerminalOutput, TerminalSize } from '../../../contract/terminals.ts';
import { createOutputBuffer } from './output-buffer.ts';
import type { Shell, TerminalClock } from './ports.ts';

/** A page that reads asks at least every 20 s; one that lost its connection comes back within seconds. */
export const UNWATCHED_MS = 90_000;
/** Nothing typed and nothing written for so long: forgotten. */
export const IDLE_MS = 30 * 60_000;
const CHECK_MS = 5_000;

export interface TerminalSession {
  readonly usedAt: number;
  readonly end: TerminalEnd | null;
  read(
    request: { readonly after: number; readonly maxChars: number; readonly waitMs: number },
    signal: AbortSignal,
  ): Promise<TerminalOutput>;
  /** Resolves when the shell has taken it. Throws TERMINAL_ENDED. */
  write(text: string, signal: AbortSignal): Promise<void>;
  resize(size: TerminalSize): Promise<void>;
  /** Resolves when the shell is gone. */
  close(): Promise<void>;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<TerminalEnd>;
}

export interface TerminalSessionDeps {
  readonly shell: Shell;
  readonly clock: TerminalClock;
}

export function openTerminalSession({ shell, clock }: TerminalSessionDeps): TerminalSession {
  const { stream } = shell;
  const buffer = createOutputBuffer();
  const ending = Promise.withResolvers<TerminalEnd>();
  const watching = new AbortController();
  let end: TerminalEnd | null = null;
  let usedAt = clock.now();
  let readAt = clock.now();
  let readers = 0;
  /** Resolves at the next change: output, room, the end. */
  let changed = Promise.withResolvers<void>();

  function change(): void {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  }

  function finish(reason: TerminalEnd['reason'], exitCode: number | null): void {
    if (end === null) {
      end = { reason, exitCode, message: messageOf(reason, exitCode) };
      watching.abort();
      change();
      ending.resolve(end);
    }
  }

  async function pump(): Promise<void> {
    const decoder = new StringDecoder('utf8');
    try {
      for await (const piece of stream) {
        buffer.append(decoder.write(piece as Buffer));
        usedAt = clock.now();
        change();
        while (buffer.isFull() && end === null) {
          await changed.promise;
        }
        if (end !== null) {
          return;
        }
      }
      buffer.append(decoder.end());
      const { reason, exitCode } = await shell.outcome();
      finish(reason, exitCode);
    } catch {
      // Why a connection broke is said where the host is shown.
      finish('lost', null);
    }
    if (end?.reason === 'lost') {
      await shell.end();
    }
  }

  async function watch(): Promise<void> {
    for (;;) {
      await clock.sleep(CHECK_MS, watching.signal);
      const now = clock.now();
      if (now - usedAt >= IDLE_MS) {
        void stop('idle');
      } else if (readers === 0 && now - readAt >= UNWATCHED_MS) {
        void stop('unwatched');
      }
    }
  }

  async function stop(reason: TerminalEnd['reason']): Promise<void> {
    finish(reason, null);
    await shell.end();
    stream.destroy();
  }

  async function untilChanged(ms: number, signal: AbortSignal): Promise<void> {
    const timer = new AbortController();
    const slept = clock.sleep(ms, AbortSignal.any([signal, timer.signal]));
    // The loser of the race: its timer is stopped below, which rejects it.
    slept.catch(() => undefined);
    try {
      await Promise.race([changed.promise, slept]);
    } finally {
      timer.abort();
    }
  }

  stream.on('error', () => undefined);
  void pump();
  // Ends by being aborted.
  watch().catch(() => undefined);

  return {
    get usedAt() {
      return usedAt;
    },
    get end() {
      return end;
    },
    ended: ending.promise,
    async read({ after, maxChars, waitMs }, signal) {
      const giveUpAt = clock.now() + waitMs;
      readers += 1;
      try {
        for (;;) {
          signal.throwIfAborted();
          const wasFull = buffer.isFull();
          const slice = buffer.read(after, maxChars);
          if (wasFull && !buffer.isFull()) {
            change();
          }
          const isAtEnd = slice.next >= buffer.end();
          const left = giveUpAt - clock.now();
          if (slice.text !== '' || left <= 0 || end !== null) {
            return { ...slice, end: isAtEnd ? end : null };
          }
          await untilChanged(left, signal);
        }
      } finally {
        readers -= 1;
        readAt = clock.now();
      }
    },
    async write(text, signal) {
      if (end !== null) {
        throw new AppError('TERMINAL_ENDED', { reason: end.message });
      }
      usedAt = clock.now();
      if (!stream.write(text)) {
        // A program that does not read what is typed holds up whoever types, not our memory.
        await Promise.race([once(stream, 'drain', { signal }), ending.promise]).catch(() => signal.throwIfAborted());
      }
    },
    async resize(size) {
      if (end === null) {
        await shell.resize(size);
      }
    },
    close: () => stop('closed'),
  };
}

function messageOf(reason: TerminalEnd['reason'], exitCode: number | null): string {
  switch (reason) {
    case 'exited':
      return exitCode === null ? 'The shell ended.' : `The shell ended with code ${exitCode}.`;
    case 'closed':
      return 'It was closed.';
    case 'idle':
      return `It was closed, because nothing happened in it for ${IDLE_MS / 60_000} minutes.`;
    case 'unwatched':
      return 'It was closed, because no page showed it any more.';
    case 'stopped':
      return 'Its container was stopped, or replaced by the next release.';
    case 'lost':
      return 'The connection to its host was lost.';
    default:
      return assertNever(reason);
  }
}
