import { randomUUID } from 'node:crypto';
import type { Db } from './db.ts';

export interface Installation {
  /** In the label `minipaas.instance` of everything we make in an engine, and in the names of keychain entries. */
  readonly id: string;
  readonly createdAt: number;
}

/** The installation this database is of; made at the first start. */
export function readInstallation(db: Db, now: number): Installation {
  const select = db.prepare<[], Installation>('select id, created_at as createdAt from installation');
  const insert = db.prepare<[string, number]>('insert or ignore into installation (id, created_at) values (?, ?)');
  const made = select.get();
  if (made !== undefined) {
    return made;
  }
  insert.run(randomUUID(), now);
  const installation = select.get();
  if (installation === undefined) {
    throw new Error('SQLite did not keep the row of the installation');
  }
  return installation;
}

/** When the data key was last changed. */
export function createKeyRotationRecord(db: Db) {
  const select = db.prepare<[], number | null>('select key_rotated_at from installation').pluck();
  const update = db.prepare<[number]>('update installation set key_rotated_at = ?');
  return {
    keyRotatedAt: (): number | null => select.get() ?? null,
    recordKeyRotation: (at: number): void => void update.run(at),
  };
}
