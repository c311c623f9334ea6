// A view of one directory for detection: everything is bounded, and no link leads out of it.
import { type FileHandle, open, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { SourceTree } from '../../features/sources/ports.ts';
import { isMissing, unreadable } from './source-walk.ts';

const DEFAULT_MAX_BYTES = 1024 * 1024;

/** What others wrote or a tool made: not the project's own code. */
const notOwnCode = new Set(
  '.git .hg .svn node_modules bower_components vendor .venv venv env __pycache__ .tox .mypy_cache .pytest_cache site-packages .next .nuxt .output .svelte-kit .angular .turbo .cache .parcel-cache .yarn .pnpm-store dist build out target coverage .idea .vscode'.split(
    ' ',
  ),
);

/** `directory` is a real path. */
export function createSourceTree(directory: string): SourceTree {
  /** Real path below the directory; null when it is not there or outside. */
  async function inside(path: string): Promise<string | null> {
    try {
      const real = await realpath(join(directory, path));
      return real === directory || real.startsWith(directory.endsWith(sep) ? directory : directory + sep) ? real : null;
    } catch (error) {
      if (isMissing(error) || isLoop(error)) return null;
      throw unreadable(path, error);
    }
  }

  async function namesOf(path: string): Promise<readonly string[]> {
    const real = await inside(path);
    if (real === null) return [];
    try {
      const entries = await readdir(real, { withFileTypes: true });
      const names = entries.map(async (entry) => {
        if (!entry.isSymbolicLink()) return entry.isDirectory() ? `${entry.name}/` : entry.name;
        const target = await inside(join(path, entry.name));
        return target !== null && (await stat(target)).isDirectory() ? `${entry.name}/` : entry.name;
      });
      return (await Promise.all(names)).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw unreadable(path, error);
    }
  }

  async function* walk(path: string, depth: number): AsyncGenerator<string> {
    if (depth > 32) return;
    const real = await inside(path);
    if (real === null) return;
    const entries = await readdir(real, { withFileTypes: true }).catch(() => {
      // Looking for hints: a directory that may not be read has none. Packing it says so.
      return [];
    });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const below = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isFile()) yield below;
      else if (entry.isDirectory() && !notOwnCode.has(entry.name)) yield* walk(below, depth + 1);
    }
  }

  return {
    async readText(path, maxBytes = DEFAULT_MAX_BYTES) {
      const real = await inside(path);
      if (real === null) return null;
      let file: FileHandle | null = null;
      try {
        // Asked before opening: opening a pipe waits for its writer.
        if (!(await stat(real)).isFile()) return null;
        file = await open(real, 'r');
        const buffer = Buffer.alloc(Math.min(maxBytes, (await file.stat()).size));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
        return buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '');
      } catch (error) {
        if (isMissing(error)) return null;
        throw unreadable(path, error);
      } finally {
        await file?.close();
      }
    },
    list: namesOf,
    async *walk(limit) {
      let count = 0;
      if (limit <= 0) return;
      for await (const path of walk('', 0)) {
        yield path;
        count += 1;
        if (count >= limit) return;
      }
    },
  };
}

function isLoop(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ELOOP';
}
