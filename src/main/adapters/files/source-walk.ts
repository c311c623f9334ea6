// Reads a directory tree in a fixed order, without entering what `.dockerignore` leaves out.
import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../contract/app-error.ts';
import type { IgnoreRules, Verdict } from './dockerignore.ts';

export interface WalkedEntry {
  /** Relative, with `/`. */
  readonly path: string;
  readonly absolute: string;
  readonly stats: Stats;
}

/** Directories come before what is in them, and only when something asks for them. */
export async function* walkContext(root: string, rules: IgnoreRules): AsyncGenerator<WalkedEntry> {
  yield* walkDirectory(root, '', rules, rules.root, []);
}

async function* walkDirectory(
  root: string,
  directory: string,
  rules: IgnoreRules,
  parent: Verdict,
  /** Ignored directories above that are sent only if something below them is. */
  withheld: WalkedEntry[],
): AsyncGenerator<WalkedEntry> {
  for (const name of await namesIn(join(root, directory), directory)) {
    const path = directory === '' ? name : `${directory}/${name}`;
    const verdict = rules.check(path, parent);
    const absolute = join(root, path);
    const stats = await lstatIfThere(absolute, path);
    if (stats === null) continue;
    const entry = { path, absolute, stats };
    if (!stats.isDirectory()) {
      if (verdict.isIgnored) continue;
      yield* withheld.splice(0);
      yield entry;
    } else if (!verdict.isIgnored) {
      yield* withheld.splice(0);
      yield entry;
      yield* walkDirectory(root, path, rules, verdict, []);
    } else if (!rules.canSkip(path)) {
      const above = [...withheld, entry];
      for await (const below of walkDirectory(root, path, rules, verdict, above)) {
        withheld.length = 0;
        yield below;
      }
    }
  }
}

async function namesIn(absolute: string, path: string): Promise<readonly string[]> {
  try {
    return (await readdir(absolute)).sort();
  } catch (error) {
    throw unreadable(path === '' ? '.' : path, error);
  }
}

/** Null when it went away since its directory was read. */
async function lstatIfThere(absolute: string, path: string): Promise<Stats | null> {
  try {
    return await lstat(absolute);
  } catch (error) {
    // Node shows bytes that are no UTF-8 as U+FFFD, and no file answers to that name.
    if (isMissing(error) && !path.includes('\uFFFD')) return null;
    throw unreadable(path, error);
  }
}

export function unreadable(path: string, cause: unknown): AppError {
  const code = codeOf(cause);
  return new AppError('SOURCE_UNREADABLE', { path, problem: problems.get(code) ?? code }, { cause });
}

const problems = new Map([
  ['EACCES', 'miniPaaS may not read it'],
  ['EPERM', 'miniPaaS may not read it'],
  ['ENOENT', 'it is not there, or its name is not UTF-8'],
  ['EIO', 'the disk reports an error'],
  ['ELOOP', 'its links go in a circle'],
]);

export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
