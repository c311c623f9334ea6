// A real database made to fail: damaged on the disk, its indices wrong, its log kept from the file.
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS_DIR } from '../../../../tests/support/database.ts';
import { insertProject, newDeployment } from '../../../../tests/support/rows.ts';
import { createDatabaseKeeper } from './database-keeper.ts';
import type { Db } from './db.ts';
import { createDeploymentStore } from './deployment-store.ts';
import { openDatabase } from './open.ts';

let directory: string;
let file: string;
let db: Db;

const open = () => openDatabase({ file, migrationsDir: MIGRATIONS_DIR, now: 1 });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'minipaas-keeper-'));
  file = join(directory, 'minipaas.db');
  db = open();
  const project = insertProject(db, 'Shop');
  const store = createDeploymentStore(db);
  for (let count = 0; count < 300; count += 1) {
    store.insert(newDeployment(project, { commitMessage: 'x'.repeat(500) }), { keepWaiting: true });
  }
});
afterEach(() => {
  db.close();
  rmSync(directory, { recursive: true, force: true });
});

const keeper = () => createDatabaseKeeper(db, () => Date.UTC(2026, 0, 2));

describe('the database', () => {
  it('is whole, and says how large it is', () => {
    expect(keeper().verify()).toEqual([]);
    const { sizeBytes, walBytes } = keeper().facts();
    expect(sizeBytes).toBeGreaterThan(100_000);
    expect(walBytes).toBeGreaterThan(0);
    keeper().checkpoint();
    expect(keeper().facts().walBytes).toBe(0);
    expect(statSync(file).size).toBe(sizeBytes);
  });

  it('gives back what is no longer used', () => {
    db.prepare('delete from deployments').run();
    const before = keeper().facts();
    expect(before.unusedBytes).toBeGreaterThan(100_000);
    keeper().compact();
    expect(keeper().facts()).toMatchObject({ unusedBytes: 0 });
    expect(keeper().facts().sizeBytes).toBeLessThan(before.sizeBytes);
  });

  it('has an index that lacks rows, which is made anew from its table', () => {
    // As a bug of another program would leave it: rows that the index was never told of.
    const page = Number(
      db.prepare("select rootpage from sqlite_schema where name = 'deployments_by_host'").pluck().get(),
    );
    const empty = Number(
      db.prepare("select rootpage from sqlite_schema where name = 'deployments_by_rollback'").pluck().get(),
    );
    db.unsafeMode(true);
    db.pragma('writable_schema = on');
    db.prepare("update sqlite_schema set rootpage = ? where name = 'deployments_by_host'").run(empty);
    db.prepare("update sqlite_schema set rootpage = ? where name = 'deployments_by_rollback'").run(page);
    db.close();
    db = new Database(file);
    const problems = keeper().verify();
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every((problem) => /index/i.test(problem))).toBe(true);
    keeper().reindex();
    expect(keeper().verify()).toEqual([]);
  });

  it('is damaged on the disk: it is told, and copied as it is', async () => {
    keeper().checkpoint();
    const pageSize = Number(db.pragma('page_size', { simple: true }));
    db.close();
    const pages = statSync(file).size / pageSize;
    const handle = openSync(file, 'r+');
    // Somewhere in the rows, after the schema.
    writeSync(handle, Buffer.alloc(pageSize * 4, 0x55), 0, pageSize * 4, Math.floor(pages / 2) * pageSize);
    closeSync(handle);
    db = new Database(file);
    expect(keeper().verify().length).toBeGreaterThan(0);
    const copy = await keeper().backUp();
    expect(copy).toBe(join(directory, 'minipaas-2026-01-02T00-00-00-000Z.backup.db'));
    expect(statSync(copy).size).toBe(statSync(file).size);
  });

  it('cannot be written by a program that may only read', () => {
    db.close();
    db = new Database(file, { readonly: true });
    expect(() => keeper().probe()).toThrow(/readonly/);
  });
});
