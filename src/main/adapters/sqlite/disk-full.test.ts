import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { isDiskFull } from '../../lib/is-disk-full.ts';

it('SQLite says that the disk is full in the words that are looked for', () => {
  const db = new Database(':memory:');
  db.pragma('max_page_count = 2');
  db.exec('create table t (x)');
  const fill = db.prepare('insert into t values (randomblob(100000))');
  expect(() => fill.run()).toThrow(expect.toSatisfy(isDiskFull));
  expect(() => db.exec('nonsense')).toThrow(expect.not.toSatisfy(isDiskFull));
  db.close();
});
