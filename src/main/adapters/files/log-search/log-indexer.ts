// Makes the indexes of closed segments, one after the other, beside everything else.
import { readFile, rm, stat } from 'node:fs/promises';
import { isMissing } from '../log-io.ts';
import { buildIndex, writeIndex } from './block-index.ts';
import { indexPathOf } from './search-log.ts';

export interface LogIndexer {
  /** The path of a closed segment; one that waits already is not made twice. */
  add(segmentPath: string): void;
  /** Resolves when all that was asked for is made. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** A segment that cannot be indexed is searched all the same, only slower: tried again when it is searched the next time. */
export function createLogIndexer(): LogIndexer {
  const waiting = new Set<string>();
  const closing = new AbortController();
  let working: Promise<void> | null = null;

  async function work(): Promise<void> {
    for (const path of waiting) {
      waiting.delete(path);
      if (closing.signal.aborted) {
        return;
      }
      await makeIndex(path, closing.signal).catch(() => undefined);
    }
  }

  return {
    add(path) {
      waiting.add(path);
      working ??= work().finally(() => {
        working = null;
      });
    },
    async idle() {
      while (working !== null) {
        await working;
      }
    },
    async close() {
      closing.abort();
      await working;
    },
  };
}

async function makeIndex(path: string, signal: AbortSignal): Promise<void> {
  const indexPath = indexPathOf(path);
  await writeIndex(indexPath, await buildIndex(await readFile(path), signal));
  // Dropped while it was read: its index must not stay alone.
  await stat(path).catch(async (error: unknown) => {
    if (isMissing(error)) {
      await rm(indexPath, { force: true });
    }
  });
}
