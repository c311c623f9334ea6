// A fresh database for a test, with the real migrations.
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../src/main/adapters/sqlite/open.ts';
import type { Db } from '../../src/main/adapters/sqlite/db.ts';

export const MIGRATIONS_DIR = fileURLToPath(new URL('../../migrations', import.meta.url));

export function makeTestDatabase(): Db {
  return openDatabase({ file: ':memory:', migrationsDir: MIGRATIONS_DIR, now: 1000 });
}
