// Files of this machine, read and written for transfers. On systems whose names are bytes they are passed through as bytes.
import type { Stats } from 'node:fs';
import { access, lstat, open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../../../contract/app-error.ts';
import type { LocalDisk } from '../../features/transfers/ports.ts';
import { textOfBytes } from '../../lib/byte-text.ts';
import { diskPath, safeName, systemProblem } from './disk-names.ts';
import { openLocalFolder } from './local-folder.ts';

const PIECE_BYTES = 1_048_576;
/** Files looked at at once. */
const BATCH = 64;

type Tree = Awaited<ReturnType<LocalDisk['walk']>>;

export const localDisk: LocalDisk = {
  async walk(paths, signal) {
    const files: Tree['files'][number][] = [];
    const folders: string[] = [];
    const names = new Set<string>();
    for (const path of paths) {
      // Two things of one name from two folders.
      const name = freeAmong(names, textOfBytes(Buffer.from(basename(path))));
      names.add(name);
      const waiting = [{ at: path, path: name }];
      for (let next = waiting.splice(-BATCH); next.length > 0; next = waiting.splice(-BATCH)) {
        signal.throwIfAborted();
        for (const { at, path: shown, stats } of await Promise.all(next.map(look))) {
          if (stats.isFile()) {
            files.push({ path: shown, sizeBytes: stats.size, modifiedAt: stats.mtimeMs, source: at });
          } else if (stats.isDirectory()) {
            folders.push(shown);
            for (const child of await namesIn(at)) {
              waiting.push({ at: join(at, child), path: `${shown}/${child}` });
            }
          }
        }
      }
    }
    return { files, folders };
  },

  read: (path, { offset, sizeBytes }, signal) =>
    Readable.from(pieces(path, offset, sizeBytes, signal), { objectMode: false, highWaterMark: PIECE_BYTES }),

  async freeName(folder, name) {
    const wanted = safeName(name, process.platform);
    const dot = wanted.lastIndexOf('.');
    const [stem, ending] = dot > 0 ? [wanted.slice(0, dot), wanted.slice(dot)] : [wanted, ''];
    for (let number = 1; ; number += 1) {
      const tried = number === 1 ? wanted : `${stem} (${number})${ending}`;
      const isFree = await access(diskPath(join(folder, tried))).then(
        () => false,
        () => true,
      );
      if (isFree) return tried;
    }
  },

  openFolder: openLocalFolder,
};

async function* pieces(path: string, offset: number, sizeBytes: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  const file = await open(diskPath(path), 'r').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    if ((await file.stat()).size !== sizeBytes) throw new AppError('LOCAL_FILE_CHANGED', { path });
    for (let at = offset; at < sizeBytes; ) {
      signal.throwIfAborted();
      const wanted = Math.min(PIECE_BYTES, sizeBytes - at);
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, at);
      if (bytesRead === 0) throw new AppError('LOCAL_FILE_CHANGED', { path });
      at += bytesRead;
      yield bytesRead === wanted ? buffer : buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function look<T extends { readonly at: string }>(item: T): Promise<T & { readonly stats: Stats }> {
  try {
    return { ...item, stats: await lstat(diskPath(item.at)) };
  } catch (error) {
    throw unreadable(item.at, error);
  }
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    const names = await readdir(diskPath(path), { encoding: 'buffer' });
    return names.map(textOfBytes).toSorted();
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): AppError {
  return new AppError('LOCAL_FILE_UNREADABLE', { path, problem: systemProblem(cause) }, { cause });
}

function freeAmong(taken: ReadonlySet<string>, name: string): string {
  for (let number = 2, tried = name; ; number += 1) {
    if (!taken.has(tried)) return tried;
    tried = `${name} (${number})`;
  }
}
