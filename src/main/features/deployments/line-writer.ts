// Between a build that prints lines one by one and a log that is written in batches: what arrives while a batch is being
// written makes the next one, and a writer that falls behind holds the build back.
import type { LogStream } from '../../../contract/logs.ts';

export interface WriterLine {
  readonly stream: LogStream;
  readonly text: string;
}

export interface LineWriter {
  /** A promise when the caller should wait before it goes on. */
  write(line: WriterLine): void | Promise<void>;
  /** Everything written so far is in the log. Throws the first thing that the log has thrown: what waited then is lost. */
  flush(): Promise<void>;
}

/** Characters that may wait, about. */
const MAX_WAITING = 65_536;

export function createLineWriter(append: (lines: readonly WriterLine[]) => Promise<unknown>): LineWriter {
  let waiting: WriterLine[] = [];
  let size = 0;
  let writing: Promise<void> | null = null;
  let failure: { readonly error: unknown } | null = null;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      size = 0;
      try {
        await append(batch);
      } catch (error) {
        failure ??= { error };
      }
    }
  }

  function start(): Promise<void> {
    writing ??= drain().finally(() => {
      writing = null;
    });
    return writing;
  }

  return {
    write(line) {
      waiting.push(line);
      size += line.text.length + 1;
      const written = start();
      return size >= MAX_WAITING ? written : undefined;
    },
    async flush() {
      while (writing !== null || waiting.length > 0) {
        await start();
      }
      if (failure !== null) {
        throw failure.error;
      }
    },
  };
}
