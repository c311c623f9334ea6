import type { RegistryId } from '../../../contract/ids.ts';
import type { RegistryRow, RegistryStore } from '../../features/registries/ports.ts';
import type { Db } from './db.ts';

const SELECT = 'select id, address, username, created_at as createdAt, updated_at as updatedAt from registries';

export function createRegistryStore(db: Db): RegistryStore {
  const selectAll = db.prepare<[], RegistryRow>(`${SELECT} order by address`);
  const selectOne = db.prepare<[RegistryId], RegistryRow>(`${SELECT} where id = ?`);
  const selectNamed = db.prepare<[string], RegistryRow>(`${SELECT} where address = ?`);
  const upsert = db.prepare<[string, string, number, number]>(
    `insert into registries (address, username, created_at, updated_at) values (?, ?, ?, ?)
     on conflict (address) do update set username = excluded.username, updated_at = excluded.updated_at`,
  );
  const deleteOne = db.prepare<[RegistryId]>('delete from registries where id = ?');
  return {
    list: () => selectAll.all(),
    get: (id) => selectOne.get(id) ?? null,
    find: (address) => selectNamed.get(address) ?? null,
    put(address, username, now) {
      upsert.run(address, username, now, now);
      const row = selectNamed.get(address);
      if (row === undefined) {
        throw new Error('SQLite has no row after an insert');
      }
      return row;
    },
    remove: (id) => void deleteOne.run(id),
  };
}
