// Brings a database to the schema of this program, or refuses and leaves it as it is.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from './db.ts';

interface Migration {
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}

/**
 * Applies plain .sql files in the order of their names, each once, all pending ones in one exclusive transaction: either
 * the database ends in this program's schema or nothing has changed. Throws an Error that says why.
 * Returns the names applied.
 */
export function migrate(db: Db, migrationsDir: string, now: number): readonly string[] {
  const migrations = readMigrations(migrationsDir);
  const apply = db.transaction(() => {
    const applied = readApplied(db);
    const pending = findPending(migrations, applied);
    if (pending.length === 0) {
      return [];
    }
    db.exec(
      'create table if not exists schema_migrations(name text primary key, sha256 text not null, applied_at integer not null) strict',
    );
    const record = db.prepare('insert into schema_migrations(name, sha256, applied_at) values (?, ?, ?)');
    for (const { name, text, sha256 } of pending) {
      db.exec(text);
      record.run(name, sha256, now);
    }
    refuseDangling(db);
    return pending.map(({ name }) => name);
  });

  // With foreign keys on, rebuilding a table (SQLite's way to alter one) would cascade into the tables that refer to it.
  db.pragma('foreign_keys = off');
  try {
    return apply.exclusive();
  } finally {
    db.pragma('foreign_keys = on');
  }
}

function readMigrations(dir: string): readonly Migration[] {
  const names = readdirSync(dir).filter((file) => /^\d{4}_[\w-]+\.sql$/.test(file));
  if (names.length === 0) {
    throw new Error(`there are no migrations in ${dir}`);
  }
  return names.toSorted().map((name) => {
    // A checkout with Windows line ends is the same migration.
    const text = readFileSync(join(dir, name), 'utf8').replaceAll('\r\n', '\n');
    return { name, text, sha256: createHash('sha256').update(text).digest('hex') };
  });
}

function readApplied(db: Db): ReadonlyMap<string, string> {
  const tables = db.prepare<[], { name: string }>("select name from sqlite_schema where type = 'table'").all();
  if (tables.length === 0) {
    return new Map();
  }
  if (!tables.some(({ name }) => name === 'schema_migrations')) {
    throw new Error('it belongs to another program');
  }
  const rows = db.prepare<[], { name: string; sha256: string }>('select name, sha256 from schema_migrations').all();
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]));
}

function findPending(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): readonly Migration[] {
  const known = new Set(migrations.map(({ name }) => name));
  const newer = [...applied.keys()].filter((name) => !known.has(name));
  if (newer.length > 0) {
    throw new Error(`it was made by a newer miniPaaS (it has ${newer.toSorted().join(', ')})`);
  }
  for (const { name, sha256 } of migrations) {
    const before = applied.get(name);
    if (before !== undefined && before !== sha256) {
      throw new Error(`migration ${name} was changed after it was applied`);
    }
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

function refuseDangling(db: Db): void {
  const dangling = db.prepare<[], { table: string; rowid: number; parent: string }>('pragma foreign_key_check').get();
  if (dangling !== undefined) {
    throw new Error(
      `row ${dangling.rowid} of ${dangling.table} refers to a row of ${dangling.parent} that is not there`,
    );
  }
}
