import type { HostId } from '../../../contract/ids.ts';
import type { HostRow, HostStore } from '../../features/hosts/ports.ts';
import type { Db } from './db.ts';

const COLUMNS = 'id, name, kind, created_at as createdAt';

export function createHostStore(db: Db): HostStore {
  const selectAll = db.prepare<[], HostRow>(`select ${COLUMNS} from hosts order by id`);
  const selectOne = db.prepare<[HostId], HostRow>(`select ${COLUMNS} from hosts where id = ?`);
  return {
    list: () => selectAll.all(),
    get: (id) => selectOne.get(id) ?? null,
  };
}
