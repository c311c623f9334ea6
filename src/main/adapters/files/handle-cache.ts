// Files that are read again and again stay open, but never more than a few.
import { type FileHandle, open } from 'node:fs/promises';

interface Entry {
  readonly handle: Promise<FileHandle>;
  users: number;
  isForgotten: boolean;
}

export interface HandleCache {
  /** The handle is open until `use` has settled. */
  read<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T>;
  /** The file will be removed: its handle is closed when the last user is done. */
  forget(path: string): void;
  close(): Promise<void>;
}

export function createHandleCache(maxOpen: number): HandleCache {
  // In the order of their last use.
  const entries = new Map<string, Entry>();
  const closing = new Set<Promise<void>>();

  function release(entry: Entry): void {
    if (entry.users === 0) {
      // A file that could not be opened has told its reader, and has nothing to close.
      const closed = entry.handle.then((file) => file.close()).catch(() => undefined);
      closing.add(closed);
      void closed.then(() => closing.delete(closed));
    }
  }

  function forget(path: string): void {
    const entry = entries.get(path);
    if (entry !== undefined) {
      entries.delete(path);
      entry.isForgotten = true;
      release(entry);
    }
  }

  function trim(): void {
    for (const [path, entry] of entries) {
      if (entries.size <= maxOpen) {
        return;
      }
      if (entry.users === 0) {
        forget(path);
      }
    }
  }

  return {
    async read(path, use) {
      const entry = entries.get(path) ?? { handle: open(path, 'r'), users: 0, isForgotten: false };
      entries.delete(path);
      entries.set(path, entry);
      entry.users += 1;
      try {
        trim();
        return await use(await entry.handle);
      } catch (error) {
        forget(path);
        throw error;
      } finally {
        entry.users -= 1;
        if (entry.isForgotten) {
          release(entry);
        }
      }
    },
    forget,
    async close() {
      for (const path of entries.keys()) {
        forget(path);
      }
      await Promise.all(closing);
    },
  };
}
