// One control plane per data folder. The lock is the kernel's, held through SQLite on a file of its own: it is gone with the
// process, however that ends, so that a crash leaves nothing to clean up and a reused process id fools nobody.
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../contract/app-error.ts';

export interface InstanceNote {
  readonly pid: number;
  /** Where the command line reaches this instance; null while it has no listener. */
  readonly url: string | null;
  /** Made anew at each start; whoever may read this file owns the installation. */
  readonly token: string;
}

export interface InstanceLock {
  /** Tells the command line where to find this instance. */
  announce(note: InstanceNote): void;
  release(): void;
}

/** Takes a lock on a file, or returns null when another process has it. */
export type TryLock = (file: string) => { release(): void } | null;

/** Throws INSTANCE_RUNNING naming who holds the folder, or DATA_DIR_UNUSABLE. */
export function acquireInstance(dataDir: string, tryLock: TryLock): InstanceLock {
  const noteFile = join(dataDir, 'instance.json');
  const lock = lockFolder(dataDir, tryLock);
  if (lock === null) {
    const holder = readNote(noteFile);
    throw new AppError('INSTANCE_RUNNING', { dataDir, pid: holder?.pid ?? 0, url: holder?.url ?? null });
  }
  return {
    announce(note) {
      writeFileSync(noteFile, `${JSON.stringify(note)}\n`, { mode: 0o600 });
      // `mode` above is only for a file that is made.
      chmodSync(noteFile, 0o600);
    },
    release() {
      rmSync(noteFile, { force: true });
      lock.release();
    },
  };
}

function lockFolder(dataDir: string, tryLock: TryLock): { release(): void } | null {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return tryLock(join(dataDir, 'instance.lock'));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new AppError('DATA_DIR_UNUSABLE', { dataDir, problem }, { cause: error });
  }
}

function readNote(file: string): InstanceNote | null {
  try {
    const note: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof note === 'object' && note !== null && 'pid' in note ? (note as InstanceNote) : null;
  } catch {
    // The holder has not announced itself yet: the error names the folder all the same.
    return null;
  }
}
