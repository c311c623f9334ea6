import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * With its parents. Unlike Node's own `recursive`, which tries for ever where a file system has the parent and answers ENOENT
 * for the child all the same, as /proc does.
 */
export function makeFolder(path: string, mode: number): void {
  if (!existsSync(dirname(path))) {
    makeFolder(dirname(path), mode);
  }
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      throw error;
    }
  }
}
