// Opens the one database of an installation. Whatever is wrong with it, the file stays as it was found.
import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AppError } from '../../../contract/app-error.ts';
import type { Db } from './db.ts';
import { migrate } from './migrate.ts';

interface OpenOptions {
  readonly file: string;
  readonly migrationsDir: string;
  readonly now: number;
}

/** How long a writer waits for another program that reads or backs up the file. */
const BUSY_TIMEOUT_MS = 5000;

/** Throws DATABASE_UNUSABLE with the file and the problem. */
export function openDatabase({ file, migrationsDir, now }: OpenOptions): Db {
  let db: Db | null = null;
  try {
    makeReadableByOwnerOnly(file);
    db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    migrate(db, migrationsDir, now);
    // Only now that the file is known to be ours: this writes into its header.
    db.pragma('journal_mode = WAL');
    db.pragma('foreign_keys = on');
    // With WAL, a power cut may lose the last commits but never the file's integrity.
    db.pragma('synchronous = NORMAL');
    return db;
  } catch (error) {
    const problem = describe(error, db);
    db?.close();
    throw new AppError('DATABASE_UNUSABLE', { file, problem }, { cause: error });
  }
}

/** Reads and writes once, as work would: a number that nothing else uses. Throws what SQLite says. */
export function probeDatabase(db: Db): void {
  db.transaction(() => {
    // Another one than before: what stays the same is not written at all, and a full disk not seen.
    const before = db.pragma('user_version', { simple: true });
    db.pragma(`user_version = ${before === 0 ? 1 : 0}`);
    db.prepare('select count(*) from schema_migrations').get();
  }).immediate();
}

/** Plain values of variables are in it. SQLite gives its -wal and -shm files the same mode. */
function makeReadableByOwnerOnly(file: string): void {
  if (file !== ':memory:') {
    closeSync(openSync(file, 'a', 0o600));
  }
}

function describe(error: unknown, db: Db | null): string {
  const code = error instanceof Database.SqliteError ? error.code : '';
  if (code === 'SQLITE_NOTADB') {
    return 'it is not a SQLite database, or it is damaged at its beginning';
  }
  if (code.startsWith('SQLITE_CORRUPT')) {
    return `it is damaged (${quickCheck(db)})`;
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return 'another program holds it';
  }
  if (code === 'SQLITE_FULL') {
    return 'the disk is full';
  }
  return error instanceof Error ? error.message : String(error);
}

function quickCheck(db: Db | null): string {
  try {
    return String(db?.pragma('quick_check(1)', { simple: true }));
  } catch (error) {
    // The check itself stumbles over the damage: its message is the finding.
    return error instanceof Error ? error.message : String(error);
  }
}
