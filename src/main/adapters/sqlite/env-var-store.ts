import type { EnvVarId, ProjectId, SharedSecretId } from '../../../contract/ids.ts';
import type {
  EnvAuthor,
  EnvHistoryRow,
  EnvVarEdit,
  EnvVarPut,
  EnvVarRow,
  EnvVarStore,
} from '../../features/environment/ports.ts';
import { atomic, type Db } from './db.ts';

interface RawEnvVar {
  readonly id: EnvVarId;
  readonly project_id: ProjectId;
  readonly key: string;
  readonly value: string;
  readonly is_secret: number;
  readonly scope: EnvVarRow['scope'];
  readonly delivery: EnvVarRow['delivery'];
  readonly signal: EnvVarRow['signal'];
  readonly shared_id: SharedSecretId | null;
  readonly shared_name: string | null;
  readonly former_value: string | null;
  readonly rotated_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

type PutValues = Omit<EnvVarPut, 'isSecret'> & {
  readonly projectId: ProjectId;
  readonly isSecret: number;
  readonly now: number;
};

interface RawHistory {
  readonly id: number;
  readonly key: string;
  readonly change: EnvHistoryRow['change'];
  readonly is_secret: number;
  readonly way: EnvHistoryRow['way'];
  readonly login: string | null;
  readonly at: number;
}

/** Entries that a project keeps. */
const MAX_HISTORY = 500;

export function createEnvVarStore(db: Db): EnvVarStore {
  const select = 'select v.*, s.name as shared_name from env_vars v left join shared_secrets s on s.id = v.shared_id';
  const selectAll = db.prepare<[ProjectId], RawEnvVar>(`${select} where v.project_id = ? order by v.key`);
  const selectOne = db.prepare<[EnvVarId], RawEnvVar>(`${select} where v.id = ?`);
  const selectShared = db.prepare<[SharedSecretId], RawEnvVar>(
    `${select} where v.shared_id = ? order by v.project_id, v.key`,
  );
  const countAll = db.prepare<[ProjectId], number>('select count(*) from env_vars where project_id = ?').pluck();
  const upsert = db
    .prepare<PutValues, EnvVarId>(
      `insert into env_vars
         (project_id, key, value, is_secret, scope, delivery, signal, shared_id, former_value, rotated_at, created_at,
          updated_at)
       values (:projectId, :key, :value, :isSecret, :scope, :delivery, :signal, :sharedId, :formerValue, :rotatedAt, :now,
         :now)
       on conflict (project_id, key) do update
       set value = excluded.value, is_secret = excluded.is_secret, scope = excluded.scope, delivery = excluded.delivery,
         signal = excluded.signal, shared_id = excluded.shared_id, former_value = excluded.former_value, rotated_at = excluded.rotated_at, updated_at = excluded.updated_at
       returning id`,
    )
    .pluck();
  const deleteRow = db.prepare<[EnvVarId], Pick<RawEnvVar, 'key' | 'is_secret'>>(
    'delete from env_vars where id = ? returning *',
  );
  const touch = db.prepare<[number, number, ProjectId]>(
    'update projects set changed_at = ?, updated_at = ? where id = ?',
  );

  const exists = db
    .prepare<[ProjectId, string], number>('select 1 from env_vars where project_id = ? and key = ?')
    .pluck();
  const record = db.prepare<[ProjectId, string, string, number, string, number | null, number]>(
    'insert into env_history (project_id, key, change, is_secret, way, user_id, at) values (?, ?, ?, ?, ?, ?, ?)',
  );
  const forget = db.prepare<[ProjectId, ProjectId, number]>(
    `delete from env_history where project_id = ? and id <=
     (select id from env_history where project_id = ? order by id desc limit 1 offset ?)`,
  );
  const selectHistory = db.prepare<[ProjectId, number], RawHistory>(
    `select h.id, h.key, h.change, h.is_secret, h.way, u.login, h.at
     from env_history h left join users u on u.id = h.user_id
     where h.project_id = ? order by h.id desc limit ?`,
  );

  const change = atomic(
    db,
    (projectId: ProjectId, edit: EnvVarEdit, { userId, way }: EnvAuthor, now: number): readonly EnvVarRow[] => {
      for (const id of edit.remove) {
        const raw = deleteRow.get(id);
        if (raw !== undefined) {
          record.run(projectId, raw.key, 'removed', raw.is_secret, way, userId, now);
        }
      }
      const rows = edit.put.flatMap(({ isSecret, ...variable }) => {
        const { key } = variable;
        const kind = exists.get(projectId, key) === undefined ? 'added' : 'changed';
        const id = upsert.get({ ...variable, projectId, isSecret: Number(isSecret), now });
        record.run(projectId, key, kind, Number(isSecret), way, userId, now);
        const raw = id === undefined ? undefined : selectOne.get(id);
        return raw === undefined ? [] : [toEnvVar(raw)];
      });
      forget.run(projectId, projectId, MAX_HISTORY);
      touch.run(now, now, projectId);
      return rows;
    },
  );

  return {
    list: (projectId) => selectAll.all(projectId).map(toEnvVar),
    get: (id) => {
      const raw = selectOne.get(id);
      return raw === undefined ? null : toEnvVar(raw);
    },
    listShared: (id) => selectShared.all(id).map(toEnvVar),
    count: (projectId) => countAll.get(projectId) ?? 0,
    change,
    history: (projectId, limit) =>
      selectHistory.all(projectId, limit).map(({ is_secret: isSecret, login, ...row }) => ({
        ...row,
        isSecret: isSecret === 1,
        by: login,
      })),
  };
}

function toEnvVar(raw: RawEnvVar): EnvVarRow {
  return {
    id: raw.id,
    projectId: raw.project_id,
    key: raw.key,
    value: raw.value,
    isSecret: raw.is_secret === 1,
    scope: raw.scope,
    delivery: raw.delivery,
    signal: raw.signal,
    shared: raw.shared_id === null ? null : { id: raw.shared_id, name: raw.shared_name ?? '' },
    formerValue: raw.former_value,
    rotatedAt: raw.rotated_at,
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
  };
}
