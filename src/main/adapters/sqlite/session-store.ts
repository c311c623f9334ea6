import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SessionStore } from '../../features/identity/ports.ts';
import type { Db } from './db.ts';

const sessionData = z.record(z.string(), z.unknown());

export function createSessionStore(db: Db): SessionStore {
  const select = db
    .prepare<[string, number], string>('select data from sessions where id_hash = ? and expires_at > ?')
    .pluck();
  const upsert = db.prepare<[string, string, number]>(
    `insert into sessions (id_hash, data, expires_at) values (?, ?, ?)
     on conflict (id_hash) do update set data = excluded.data, expires_at = excluded.expires_at`,
  );
  const deleteRow = db.prepare<[string]>('delete from sessions where id_hash = ?');
  const deleteExpired = db.prepare<[number]>('delete from sessions where expires_at <= ?');

  return {
    get: (id, now) => {
      const data = select.get(hashOf(id), now);
      // A session that cannot be read is a session that ended: its owner logs in again.
      return data === undefined ? null : (sessionData.safeParse(JSON.parse(data)).data ?? null);
    },
    put: (id, data, expiresAt) => {
      upsert.run(hashOf(id), JSON.stringify(data), expiresAt);
    },
    remove: (id) => {
      deleteRow.run(hashOf(id));
    },
    removeExpired: (now) => deleteExpired.run(now).changes,
  };
}

/** Session ids are long and random, so a plain hash cannot be guessed back. */
function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}
