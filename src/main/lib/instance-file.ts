// `instance.json` in the data folder: where the running program is reached, for its command line. It holds a token
// that is made anew at each start, so only the owner of the folder may read it.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Instance {
  readonly pid: number;
  /** Null while no listener is on. */
  readonly url: string | null;
  readonly token: string;
}

const fileOf = (dataDir: string): string => join(dataDir, 'instance.json');

/** Null when there is no file, or one that is not of this program. */
export function readInstance(dataDir: string): Instance | null {
  let text: string;
  try {
    text = readFileSync(fileOf(dataDir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return null;
    }
    throw error;
  }
  return parseInstance(text);
}

/** Replaces the file in one step: a reader sees the old or the new one, never half of it. */
export function writeInstance(dataDir: string, { pid, url, token }: Instance): void {
  const file = fileOf(dataDir);
  const fresh = `${file}.${pid}`;
  try {
    writeFileSync(fresh, `${JSON.stringify({ pid, url, token })}\n`, { mode: 0o600 });
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/** Only if it is still of this process. */
export function removeInstance(dataDir: string, pid: number): void {
  if (readInstance(dataDir)?.pid === pid) {
    rmSync(fileOf(dataDir), { force: true });
  }
}

export function parseInstance(text: string): Instance | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // A file that is not JSON says nothing about a running program: the same as none.
    return null;
  }
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const { pid, url, token } = value as Record<string, unknown>;
  const isUrl = url === null || typeof url === 'string';
  return typeof pid === 'number' && isUrl && typeof token === 'string' ? { pid, url, token } : null;
}
