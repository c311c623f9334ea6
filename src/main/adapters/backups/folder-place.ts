// Backups in a folder of the machine that runs miniPaaS.
import { createReadStream, createWriteStream } from 'node:fs';
import { access, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../contract/app-error.ts';
import type { PlaceFiles } from '../../features/backups/ports.ts';
import { makeFolder } from '../../lib/make-folder.ts';

export function createFolderPlace(name: string, folder: string): PlaceFiles {
  const fail = (error: unknown): never => {
    throw unusable(name, error);
  };

  return {
    async check() {
      if (!isAbsolute(folder)) {
        const problem = `"${folder}" does not begin at the root`;
        throw new AppError('VALIDATION_FAILED', { field: 'path', problem }, { field: 'path' });
      }
      const probe = join(folder, `.minipaas-${process.pid}-check`);
      await Promise.resolve()
        .then(() => makeFolder(folder, 0o700))
        .then(() => writeFile(probe, ''))
        .then(() => rm(probe))
        .catch(fail);
    },
    async write(file, content: Readable, signal) {
      const unfinished = join(folder, `.${file}.unfinished`);
      try {
        makeFolder(folder, 0o700);
        await pipeline(content, createWriteStream(unfinished, { mode: 0o600, flush: true }), { signal });
        const { size } = await stat(unfinished);
        await rename(unfinished, join(folder, file));
        return size;
      } catch (error) {
        await rm(unfinished, { force: true });
        throw signal.aborted ? signal.reason : isSystemError(error) ? unusable(name, error) : error;
      }
    },
    async read(file) {
      const path = join(folder, file);
      const isThere = await access(path).then(
        () => true,
        (error: unknown) => ((error as NodeJS.ErrnoException).code === 'ENOENT' ? false : fail(error)),
      );
      return isThere ? createReadStream(path) : null;
    },
    async remove(file) {
      await rm(join(folder, file), { force: true }).catch(fail);
      await rm(join(folder, `.${file}.unfinished`), { force: true }).catch(fail);
    },
  };
}

/** Of this folder, and not of the volume that is read. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}

function unusable(name: string, error: unknown): AppError {
  const { code, message } = error as NodeJS.ErrnoException;
  const problem = code === 'ENOSPC' || code === 'EDQUOT' ? 'its disk is full' : message;
  return new AppError('BACKUP_PLACE_UNUSABLE', { place: name, problem }, { cause: error });
}
