// What is in a zip, unpacked by the machine's own program.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

export async function unzip(file: string): Promise<ReadonlyMap<string, Buffer>> {
  const folder = await mkdtemp(join(tmpdir(), 'minipaas-unzip-'));
  try {
    // -^: names may hold line breaks.
    await promisify(execFile)('unzip', ['-q', '-^', file, '-d', folder], {
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return new Map(
      await Promise.all(files.map(async (path) => [relative(folder, path), await readFile(path)] as const)),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
