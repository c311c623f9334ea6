// A folder of this machine that a download is written into. A file has another name until it is whole.
import { createHash } from 'node:crypto';
import { mkdir, open, rename, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { LocalFolder } from '../../features/transfers/ports.ts';
import { isDiskFull } from '../../lib/is-disk-full.ts';
import { diskPath, safePath, systemProblem } from './disk-names.ts';

export function openLocalFolder(folder: string): LocalFolder {
  const namesOf = (path: string): readonly string[] => safePath(path, process.platform);
  const at = (names: readonly string[]): string => join(folder, ...names);
  /** Of one length, whatever the name: that may be as long as the disk allows. */
  const partOf = (names: readonly string[]): string => {
    const hash = createHash('sha256').update(names.at(-1) ?? '');
    return at([...names.slice(0, -1), `.minipaas-${hash.digest('hex').slice(0, 16)}.part`]);
  };

  /** Throws LOCAL_FOLDER_UNWRITABLE, DISK_FULL, and what whoever reads had to throw. */
  async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isAppError(error) || !(error instanceof Error) || !('syscall' in error)) throw error;
      if (isDiskFull(error)) throw new AppError('DISK_FULL', { where: folder }, { cause: error });
      throw new AppError(
        'LOCAL_FOLDER_UNWRITABLE',
        { path: at(namesOf(path)), problem: systemProblem(error) },
        { cause: error },
      );
    }
  }

  return {
    makeFolder: (path) =>
      writing(path, async () => {
        await mkdir(diskPath(at(namesOf(path))), { recursive: true });
      }),

    async stat(path) {
      try {
        const found = await stat(diskPath(at(namesOf(path))));
        return found.isFile() ? { sizeBytes: found.size, modifiedAt: found.mtimeMs } : null;
      } catch {
        return null; // Whatever the reason, writing it tells more.
      }
    },

    write: (path, content, { offset, modifiedAt }, signal) =>
      writing(path, async () => {
        const names = namesOf(path);
        const part = diskPath(partOf(names));
        await mkdir(diskPath(at(names.slice(0, -1))), { recursive: true });
        const file = await open(part, offset === 0 ? 'w' : 'r+');
        try {
          let position = offset;
          await file.truncate(offset);
          for await (const piece of content) {
            signal.throwIfAborted();
            await file.write(piece, 0, piece.length, position);
            position += piece.length;
          }
        } finally {
          await file.close();
        }
        await utimes(part, modifiedAt / 1000, modifiedAt / 1000);
        await rename(part, diskPath(at(names)));
      }),

    async partialSize(path) {
      try {
        return (await stat(diskPath(partOf(namesOf(path))))).size;
      } catch {
        return 0; // There is none.
      }
    },
  };
}
