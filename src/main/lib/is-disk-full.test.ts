import Database from 'better-sqlite3';
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isDiskFull } from './is-disk-full.ts';

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail.');
}

it('knows what SQLite says', () => {
  const db = new Database(':memory:');
  db.pragma('max_page_count = 2');
  db.exec('create table t (x)');
  expect(isDiskFull(thrownBy(() => db.prepare('insert into t values (randomblob(100000))').run()))).toBe(true);
  expect(isDiskFull(thrownBy(() => db.exec('nonsense')))).toBe(false);
  db.close();
});

it.runIf(process.platform === 'linux')('knows what the file system says', () => {
  expect(isDiskFull(thrownBy(() => writeFileSync('/dev/full', 'x')))).toBe(true);
});

it('takes nothing else for it', () => {
  expect(isDiskFull('ENOSPC')).toBe(false);
  expect(isDiskFull(Object.assign(new Error('no'), { code: 'ENOENT' }))).toBe(false);
});
