import { mkdirSync, mkdtempSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS_DIR } from '../../../../tests/support/database.ts';
import { AppError } from '../../../contract/app-error.ts';
import { openDatabase, probeDatabase } from './open.ts';

let dir: string;
let file: string;
let migrationsDir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'minipaas-db-'));
  file = join(dir, 'minipaas.db');
  migrationsDir = join(dir, 'migrations');
  mkdirSync(migrationsDir);
  writeMigration('0001_base.sql', 'create table installation (id text primary key, created_at integer) strict;');
});

const writeMigration = (name: string, text: string): void => writeFileSync(join(migrationsDir, name), text);
const open = () => openDatabase({ file, migrationsDir, now: 1000 });

function problemOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError && error.code === 'DATABASE_UNUSABLE' && error.message.includes(file)) {
      return error.message;
    }
    throw error;
  }
  throw new Error('it was opened');
}

describe('opening the database', () => {
  it('makes one with the real schema, in WAL, with foreign keys, readable by its owner only', () => {
    const db = openDatabase({ file, migrationsDir: MIGRATIONS_DIR, now: 1000 });
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.pragma('synchronous', { simple: true })).toBe(1);
    expect(db.prepare('select login from users where id = 1').pluck().get()).toBe('owner');
    expect(db.prepare('select kind from hosts where id = 1').pluck().get()).toBe('local');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    db.close();
  });

  it('applies each migration once, in order, and again those that came since', () => {
    open().close();
    writeMigration('0003_c.sql', "insert into notes values ('c');");
    writeMigration('0002_b.sql', 'create table notes (text text) strict;');
    const db = open();
    expect(db.prepare('select name, applied_at as at from schema_migrations order by name').all()).toEqual([
      { name: '0001_base.sql', at: 1000 },
      { name: '0002_b.sql', at: 1000 },
      { name: '0003_c.sql', at: 1000 },
    ]);
    db.close();
    open().close();
  });

  it('takes a checkout with Windows line ends for the same migration', () => {
    writeMigration('0002_b.sql', 'create table notes (text text) strict;\ncreate table more (text text) strict;\n');
    open().close();
    writeMigration('0002_b.sql', 'create table notes (text text) strict;\r\ncreate table more (text text) strict;\r\n');
    const db = open();
    expect(db.prepare('select count(*) from schema_migrations').pluck().get()).toBe(2);
    db.close();
  });

  it('applies all pending migrations or none', () => {
    open().close();
    writeMigration('0002_b.sql', 'create table notes (text text) strict;');
    writeMigration('0003_c.sql', 'create table broken (');
    expect(problemOf(open)).toContain('Nothing was changed');
    const db = new Database(file);
    expect(db.prepare("select count(*) from sqlite_schema where name = 'notes'").pluck().get()).toBe(0);
    db.close();
  });

  it('refuses a migration that leaves a row pointing to nothing', () => {
    writeMigration(
      '0002_b.sql',
      `create table parent (id integer primary key) strict;
       create table child (parent_id integer not null references parent (id)) strict;
       insert into child values (7);`,
    );
    expect(problemOf(open)).toContain('refers to a row of parent');
  });

  it('refuses a migration that was changed after it was applied', () => {
    open().close();
    writeMigration('0001_base.sql', 'create table other (id integer) strict;');
    expect(problemOf(open)).toContain('0001_base.sql was changed');
  });

  it('refuses the schema of a newer program', () => {
    open().close();
    const db = new Database(file);
    db.prepare("insert into schema_migrations values ('0009_future.sql', 'x', 1)").run();
    db.close();
    expect(problemOf(open)).toContain('newer miniPaaS (it has 0009_future.sql)');
  });
});

describe('a file that cannot be used', () => {
  it('is left as it is when it belongs to another program', () => {
    const other = new Database(file);
    other.exec('create table songs (title text)');
    other.close();
    const before = readFileSync(file);
    expect(problemOf(open)).toContain('belongs to another program');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is left as it is when it is no database', () => {
    writeFileSync(file, 'A letter to a friend, and certainly no database. '.repeat(20));
    const before = readFileSync(file);
    expect(problemOf(open)).toContain('not a SQLite database');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is named with what is wrong when it is cut off', () => {
    openDatabase({ file, migrationsDir: MIGRATIONS_DIR, now: 1000 }).close();
    const { size } = statSync(file);
    truncateSync(file, Math.floor(size / 2));
    expect(problemOf(() => openDatabase({ file, migrationsDir: MIGRATIONS_DIR, now: 1000 }))).toContain('damaged');
    expect(statSync(file).size).toBe(Math.floor(size / 2));
  });

  it('is named when it is a folder', () => {
    mkdirSync(file);
    expect(problemOf(open)).toContain('EISDIR');
  });

  it('is named when there are no migrations to compare with', () => {
    const empty = join(dir, 'empty');
    mkdirSync(empty);
    expect(problemOf(() => openDatabase({ file, migrationsDir: empty, now: 1000 }))).toContain('no migrations');
  });
});

describe('the probe of the health check', () => {
  it('writes each time, so that a disk without room is seen', () => {
    const db = open();
    const other = open();
    const seen = () => other.pragma('data_version', { simple: true });
    const versions = [seen()];
    for (let round = 0; round < 3; round += 1) {
      probeDatabase(db);
      versions.push(seen());
    }
    expect(new Set(versions).size).toBe(4);
    other.close();
    db.close();
  });

  it('passes on a database that works and throws on one that cannot be written', () => {
    const db = open();
    probeDatabase(db);
    db.pragma('query_only = on');
    expect(() => probeDatabase(db)).toThrow(/readonly/);
    db.close();
  });
});
