// The control plane's own log as files: found, read in pieces, removed when they are old.
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OwnLogFileFacts, OwnLogFiles } from '../../features/diagnostics/ports.ts';

export interface OwnLogFilesOptions {
  readonly folder: string;
  /** Captures the day, which may be missing, and the number. */
  readonly pattern: RegExp;
}

export function createOwnLogFiles({ folder, pattern }: OwnLogFilesOptions): OwnLogFiles {
  function compare(a: string, b: string): number {
    const [, dayA = '', numberA = ''] = pattern.exec(a) ?? [];
    const [, dayB = '', numberB = ''] = pattern.exec(b) ?? [];
    return dayA === dayB ? Number(numberA) - Number(numberB) : dayA < dayB ? -1 : 1;
  }

  async function found(): Promise<readonly (OwnLogFileFacts & { readonly writtenAt: number })[]> {
    const names = (await readdir(folder)).filter((name) => pattern.test(name)).toSorted(compare);
    const facts = await Promise.all(
      names.map(async (name) => {
        const file = await stat(join(folder, name)).catch(unlessGone);
        return file === null ? null : { name, sizeBytes: file.size, writtenAt: file.mtimeMs };
      }),
    );
    return facts.filter((file) => file !== null);
  }

  return {
    compare,
    list: found,
    async read(name, from, to) {
      // A name comes from a client's cursor: only what the log's files are called.
      const file = pattern.test(name) ? await open(join(folder, name), 'r').catch(unlessGone) : null;
      if (file === null) {
        return Buffer.alloc(0);
      }
      try {
        const bytes = Buffer.alloc(Math.max(0, to - from));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
        return bytes.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    async removeOlderThan(at) {
      const old = (await found()).slice(0, -1).filter(({ writtenAt }) => writtenAt < at);
      for (const { name } of old) {
        await rm(join(folder, name), { force: true });
      }
      return old.map(({ name }) => name);
    },
  };
}

/** Rotated away between the two looks. */
function unlessGone(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
    return null;
  }
  throw error;
}
