import type { SharedSecretId } from '../../../contract/ids.ts';
import type {
  RolloutStep,
  SharedSecretRow,
  SharedSecretStore,
} from '../../features/environment/ports/shared-secrets.ts';
import { atomic, type Db } from './db.ts';

const SECRET = `
  select id, name, note, value, former_value as formerValue, created_at as createdAt, rotated_at as rotatedAt
  from shared_secrets`;

const STEP = `
  select secret_id as secretId, project_id as projectId, p.name as projectName, r.status, deployment_id as deploymentId, problem
  from shared_rollouts r join projects p on p.id = r.project_id`;

export function createSharedSecretStore(db: Db): SharedSecretStore {
  const selectAll = db.prepare<[], SharedSecretRow>(`${SECRET} order by name`);
  const selectOne = db.prepare<[SharedSecretId], SharedSecretRow>(`${SECRET} where id = ?`);
  const insertOne = db
    .prepare<[string, string, string, number], SharedSecretId>(
      'insert into shared_secrets (name, note, value, created_at) values (?, ?, ?, ?) returning id',
    )
    .pluck();
  const deleteOne = db.prepare<[SharedSecretId]>('delete from shared_secrets where id = ?');
  const setValue = db.prepare<[string, string, number, SharedSecretId]>(
    'update shared_secrets set value = ?, former_value = ?, rotated_at = ? where id = ?',
  );
  const deleteSteps = db.prepare<[SharedSecretId]>('delete from shared_rollouts where secret_id = ?');
  const insertStep = db.prepare<[SharedSecretId, number, number]>(
    'insert into shared_rollouts (secret_id, project_id, place) values (?, ?, ?)',
  );
  const selectSteps = db.prepare<[SharedSecretId], RolloutStep>(`${STEP} where secret_id = ? order by place`);
  const updateStep = db.prepare<[string, number | null, string | null, SharedSecretId, number]>(
    'update shared_rollouts set status = ?, deployment_id = ?, problem = ? where secret_id = ? and project_id = ?',
  );
  const retrySteps = db.prepare<[SharedSecretId]>(
    `update shared_rollouts set status = 'waiting', deployment_id = null, problem = null
     where secret_id = ? and status in ('failed', 'rolling')`,
  );
  const selectUnfinished = db
    .prepare<[], SharedSecretId>(
      `select distinct secret_id from shared_rollouts where status in ('waiting', 'rolling')
       and secret_id not in (select secret_id from shared_rollouts where status = 'failed')`,
    )
    .pluck();

  return {
    list: () => selectAll.all(),
    get: (id) => selectOne.get(id) ?? null,
    add({ name, note, value }, now) {
      const id = insertOne.get(name, note, value, now);
      const row = id === undefined ? undefined : selectOne.get(id);
      if (row === undefined) {
        throw new Error('SQLite returned no row for an insert');
      }
      return row;
    },
    remove: (id) => void deleteOne.run(id),
    rotate: atomic(db, (id, { value, formerValue }, projects, now) => {
      setValue.run(value, formerValue, now, id);
      deleteSteps.run(id);
      for (const [place, projectId] of projects.entries()) {
        insertStep.run(id, projectId, place);
      }
    }),
    steps: (id) => selectSteps.all(id),
    setStep: (id, projectId, { status, deploymentId = null, problem = null }) =>
      void updateStep.run(status, deploymentId, problem, id, projectId),
    retry: (id) => void retrySteps.run(id),
    unfinished: () => selectUnfinished.all(),
  };
}
