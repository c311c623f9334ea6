// One control plane per data folder. The lock is the kernel's, held through SQLite on a file of its own: it is gone with the
// process, however that ends, so that a crash leaves nothing to clean up and a reused process id fools nobody.
import { join } from 'node:path';
import { AppError } from '../../contract/app-error.ts';
import { type Instance, readInstance, removeInstance, writeInstance } from '../lib/instance-file.ts';
import { makeFolder } from '../lib/make-folder.ts';

export interface InstanceLock {
  /** Tells the command line where to find this instance. Throws what the disk says against an address; without one nothing needs to be written. */
  announce(instance: Instance): void;
  release(): void;
}

/** Takes a lock on a file, or returns null when another process has it. */
export type TryLock = (file: string) => { release(): void } | null;

/** Throws INSTANCE_RUNNING naming who holds the folder, or DATA_DIR_UNUSABLE. */
export function acquireInstance(dataDir: string, tryLock: TryLock): InstanceLock {
  const lock = lockFolder(dataDir, tryLock);
  if (lock === null) {
    const holder = readInstance(dataDir);
    throw new AppError('INSTANCE_RUNNING', { dataDir, pid: holder?.pid ?? 0, url: holder?.url ?? null });
  }
  return {
    announce(instance) {
      try {
        writeInstance(dataDir, instance);
      } catch (error) {
        // As on a full disk. An address that holds no more is worse than none.
        removeInstance(dataDir, instance.pid);
        if (instance.url !== null) {
          throw error;
        }
      }
    },
    release() {
      removeInstance(dataDir, process.pid);
      lock.release();
    },
  };
}

function lockFolder(dataDir: string, tryLock: TryLock): { release(): void } | null {
  try {
    makeFolder(dataDir, 0o700);
    return tryLock(join(dataDir, 'instance.lock'));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new AppError('DATA_DIR_UNUSABLE', { dataDir, problem }, { cause: error });
  }
}
