import type { EnvVarId, ProjectId } from '../../../contract/ids.ts';
import type { EnvVarRow, EnvVarStore } from '../../features/environment/ports.ts';
import { atomic, type Db } from './db.ts';

interface RawEnvVar {
  readonly id: EnvVarId;
  readonly project_id: ProjectId;
  readonly key: string;
  readonly value: string;
  readonly is_secret: number;
  readonly created_at: number;
  readonly updated_at: number;
}

type NewVariables = Parameters<EnvVarStore['put']>[1];

export function createEnvVarStore(db: Db): EnvVarStore {
  const selectAll = db.prepare<[ProjectId], RawEnvVar>('select * from env_vars where project_id = ? order by key');
  const selectOne = db.prepare<[EnvVarId], RawEnvVar>('select * from env_vars where id = ?');
  const countAll = db.prepare<[ProjectId], number>('select count(*) from env_vars where project_id = ?').pluck();
  const upsert = db.prepare<[ProjectId, string, string, number, number, number], RawEnvVar>(
    `insert into env_vars (project_id, key, value, is_secret, created_at, updated_at) values (?, ?, ?, ?, ?, ?)
     on conflict (project_id, key) do update
     set value = excluded.value, is_secret = excluded.is_secret, updated_at = excluded.updated_at
     returning *`,
  );
  const deleteRow = db.prepare<[EnvVarId], RawEnvVar>('delete from env_vars where id = ? returning *');
  const touch = db.prepare<[number, number, ProjectId]>(
    'update projects set changed_at = ?, updated_at = ? where id = ?',
  );

  const put = atomic(db, (projectId: ProjectId, variables: NewVariables, now: number): readonly EnvVarRow[] => {
    const rows = variables.flatMap(({ key, value, isSecret }) => {
      const raw = upsert.get(projectId, key, value, Number(isSecret), now, now);
      return raw === undefined ? [] : [toEnvVar(raw)];
    });
    touch.run(now, now, projectId);
    return rows;
  });

  const remove = atomic(db, (id: EnvVarId, now: number): EnvVarRow | null => {
    const raw = deleteRow.get(id);
    if (raw === undefined) {
      return null;
    }
    touch.run(now, now, raw.project_id);
    return toEnvVar(raw);
  });

  return {
    list: (projectId) => selectAll.all(projectId).map(toEnvVar),
    get: (id) => {
      const raw = selectOne.get(id);
      return raw === undefined ? null : toEnvVar(raw);
    },
    count: (projectId) => countAll.get(projectId) ?? 0,
    put,
    remove,
  };
}

function toEnvVar(raw: RawEnvVar): EnvVarRow {
  return {
    id: raw.id,
    projectId: raw.project_id,
    key: raw.key,
    value: raw.value,
    isSecret: raw.is_secret === 1,
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
  };
}
