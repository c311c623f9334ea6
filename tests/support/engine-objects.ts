// What an installation has in the engine, asked over the docker command line: another witness than our own adapter.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { isShared } from './docker.ts';

export const containersOf = (dataDir: string): readonly string[] =>
  docker('ps', '--all', '--filter', `label=minipaas.instance=${instanceOf(dataDir)}`, '--format', '{{.Names}}');

/** But for the one for volumes, which belongs to whichever installation of the engine needed it first, and serves all. */
export const imagesOf = (dataDir: string): readonly string[] =>
  docker(
    'images',
    '--filter',
    `label=minipaas.instance=${instanceOf(dataDir)}`,
    '--format',
    '{{.Repository}}:{{.Tag}}',
  ).filter((name) => !isShared([name]));

function docker(...args: readonly string[]): readonly string[] {
  return execFileSync('docker', args, { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '')
    .toSorted();
}

function instanceOf(dataDir: string): string {
  const db = new Database(join(dataDir, 'minipaas.db'), { readonly: true });
  try {
    return db.prepare<[], string>('select id from installation').pluck().get() ?? '';
  } finally {
    db.close();
  }
}
