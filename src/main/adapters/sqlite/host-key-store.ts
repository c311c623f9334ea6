import type { AcceptedHostKey, HostKeyStore } from '../../features/hosts/ports.ts';
import type { Db } from './db.ts';

export function createHostKeyStore(db: Db): HostKeyStore {
  const select = db.prepare<[], AcceptedHostKey>(
    'select name, key_type as keyType, key, address from host_keys order by name, key',
  );
  const insert = db.prepare(
    `insert into host_keys (name, key_type, key, address, accepted_at) values (@name, @keyType, @key, @address, @now)
     on conflict (name, key) do nothing`,
  );
  const remove = db.prepare<[string]>('delete from host_keys where address = ?');
  return {
    list: () => select.all(),
    add: (key, now) => void insert.run({ ...key, now }),
    removeOf: (address) => void remove.run(address),
  };
}
