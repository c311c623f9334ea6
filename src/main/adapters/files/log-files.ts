// The logs of all deployments: `<directory>/<deployment>/<build|runtime>/<first line>.log`.
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../contract/app-error.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import { type LogKind, MAX_LOG_FILE_BYTES } from '../../../contract/logs.ts';
import type { LogFiles } from '../../features/logs/ports.ts';
import { createHandleCache } from './handle-cache.ts';
import { createLogFile, type LogFile } from './log-file.ts';
import { emptyIfMissing } from './log-io.ts';
import { createLogIndexer } from './log-search/log-indexer.ts';

interface LogFilesOptions {
  readonly directory: string;
  readonly segmentBytes?: number;
  /** What one log may take; its oldest segments are dropped for new ones. */
  readonly maxBytes?: number;
  /** Logs whose files are held open for writing, and segments for reading. */
  readonly maxOpen?: number;
}

const MIB = 1024 * 1024;

/** Throws DISK_FULL, or DATA_DIR_UNUSABLE with what the system said. */
export function createLogFiles({
  directory,
  segmentBytes = 8 * MIB,
  maxBytes = MAX_LOG_FILE_BYTES,
  maxOpen = 128,
}: LogFilesOptions): LogFiles & { indexed(): Promise<void> } {
  const indexer = createLogIndexer();
  const readers = createHandleCache(Math.ceil(maxOpen / 4));
  // In the order of their last use.
  const files = new Map<string, LogFile>();

  function fileOf(id: DeploymentId, kind: LogKind): LogFile {
    const key = `${id}/${kind}`;
    const file =
      files.get(key) ??
      createLogFile({ directory: join(directory, String(id), kind), readers, indexer, segmentBytes, maxBytes });
    files.delete(key);
    files.set(key, file);
    closeIdle(file);
    return file;
  }

  function closeIdle(inUse: LogFile): void {
    for (const [key, file] of files) {
      if (files.size <= maxOpen) {
        return;
      }
      if (file !== inUse && file.isIdle()) {
        files.delete(key);
        // Everything was written before; a handle that does not close loses nothing.
        file.close().catch(() => undefined);
      }
    }
  }

  async function translated<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw translate(error, directory);
    }
  }

  async function removeAll(id: DeploymentId): Promise<void> {
    const [build, runtime] = [fileOf(id, 'build'), fileOf(id, 'runtime')];
    await build.close();
    await runtime.close(() => rm(join(directory, String(id)), { recursive: true, force: true }));
    files.delete(`${id}/build`);
    files.delete(`${id}/runtime`);
  }

  async function listAll(): ReturnType<LogFiles['list']> {
    const names = await readdir(directory).catch(emptyIfMissing);
    const ids = names.filter((name) => /^[1-9]\d*$/.test(name));
    const found = ids.map(async (name) => ({
      id: Number(name) as DeploymentId,
      // Removed while we look: old enough to be removed.
      writtenAt: await writtenAt(join(directory, name)).catch((error: unknown) => {
        emptyIfMissing(error);
        return 0;
      }),
    }));
    return Promise.all(found);
  }

  return {
    append: (id, kind, lines) => translated(fileOf(id, kind).append(lines)),
    complete: (id, kind) => translated(fileOf(id, kind).complete()),
    read: (id, kind, { after, maxBytes: textBytes }) => translated(fileOf(id, kind).read(after, textBytes)),
    search: (id, kind, matcher, range) => translated(fileOf(id, kind).search(matcher, range)),
    state: (id, kind) => translated(fileOf(id, kind).state()),
    remove: (id) => translated(removeAll(id)),
    list: () => translated(listAll()),
    /** Resolves when every closed segment that was asked for has its index. */
    indexed: () => indexer.idle(),
    async close() {
      await indexer.close();
      await Promise.all([...files.values()].map((file) => file.close()));
      files.clear();
      await readers.close();
    },
  };
}

/** When the last line of either log was written, ms since the epoch; 0 when there is none. */
async function writtenAt(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const times = await Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name))),
  );
  return Math.max(0, ...times.map(({ mtimeMs }) => mtimeMs));
}

function translate(error: unknown, directory: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('DISK_FULL', { where: directory }, { cause: error });
  }
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    const problem = error instanceof Error ? error.message : code;
    return new AppError('DATA_DIR_UNUSABLE', { dataDir: directory, problem }, { cause: error });
  }
  return error;
}
