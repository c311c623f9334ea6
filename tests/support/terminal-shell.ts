// A shell that the test speaks for, and a clock that stands still until it is moved.
import { Duplex } from 'node:stream';
import type { TerminalSize } from '../../src/contract/terminals.ts';
import type { Shell, ShellOutcome, TerminalClock } from '../../src/main/features/terminals/ports.ts';

export interface HandShell {
  readonly shell: Shell;
  readonly typed: string[];
  readonly sizes: TerminalSize[];
  /** How often it was told to end. */
  ends(): number;
  /** False when nobody takes it at the moment. */
  say(text: string | Buffer): boolean;
  /** The stream ends, for this reason. */
  finish(outcome: ShellOutcome): void;
  /** As a connection that is cut. */
  cut(): void;
  /** What is typed is not taken until the returned function is called. */
  stall(): () => void;
}

export function handShell(): HandShell {
  const typed: string[] = [];
  const sizes: TerminalSize[] = [];
  let ends = 0;
  let outcome: ShellOutcome = { reason: 'exited', exitCode: 0 };
  let stalled: (() => void)[] | null = null;
  const stream = new Duplex({
    writableHighWaterMark: 4,
    read: () => undefined,
    write(data: Buffer, _encoding, done) {
      typed.push(data.toString());
      if (stalled === null) done();
      else stalled.push(done);
    },
  });
  return {
    typed,
    sizes,
    ends: () => ends,
    say: (text) => stream.push(text),
    finish(how) {
      outcome = how;
      stream.push(null);
    },
    cut: () => void stream.destroy(new Error('cut')),
    stall() {
      const waiting: (() => void)[] = [];
      stalled = waiting;
      return () => {
        stalled = null;
        for (const done of waiting) done();
      };
    },
    shell: {
      program: 'bash',
      stream,
      resize: async (size) => void sizes.push(size),
      outcome: async () => outcome,
      end: async () => {
        ends += 1;
      },
    },
  };
}

export interface HandClock extends TerminalClock {
  /** Whoever sleeps until then wakes; resolves when they have done what they do at once. */
  pass(ms: number): Promise<void>;
}

export function handClock(): HandClock {
  let now = 0;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error);
          return;
        }
        const sleeper = {
          at: now + ms,
          wake() {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason as Error);
        });
      }),
    async pass(ms) {
      for (const until = now + ms; ; ) {
        const next = [...sleepers].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined) {
          now = until;
          return;
        }
        now = next.at;
        next.wake();
        await new Promise(setImmediate);
      }
    },
  };
}
