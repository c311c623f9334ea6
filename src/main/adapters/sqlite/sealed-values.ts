import type { SealedValues } from '../../features/installation/ports.ts';
import { atomic, type Db } from './db.ts';

/** Whether anything in the database is sealed under the installation's data key. */
export function hasSealedValues(db: Db): boolean {
  const variable = db.prepare('select 1 from env_vars where is_secret = 1 limit 1').get();
  const shared = db.prepare('select 1 from shared_secrets limit 1').get();
  const snapshot = db.prepare(`select 1 from deployments where snapshot like '%"isSecret":true%' limit 1`).get();
  return variable !== undefined || shared !== undefined || snapshot !== undefined;
}

/** Of which secrets there are, for a person who has lost the key: `API_KEY of shop`. */
export function listSecretNames(db: Db): readonly string[] {
  return db
    .prepare<[], string>(
      `select v.key || ' of ' || p.name from env_vars v join projects p on p.id = v.project_id
       where v.is_secret = 1 and v.shared_id is null
       union all select 'the shared secret ' || name from shared_secrets`,
    )
    .pluck()
    .all()
    .toSorted();
}

interface SnapshotVariable {
  readonly key: string;
  readonly isSecret: boolean;
  sealed?: string;
}

interface SealedVariable {
  readonly id: number;
  readonly project_id: number;
  readonly key: string;
  readonly value: string;
  readonly former_value: string | null;
}

interface SealedShared {
  readonly id: number;
  readonly name: string;
  readonly value: string;
  readonly former_value: string | null;
}

/** Secret variables with their former values, shared secrets, and the copies of variables that deployments keep. The context is the one they are sealed for. */
export function createSealedValues(db: Db): SealedValues {
  const variables = db.prepare<[], SealedVariable>(
    'select id, project_id, key, value, former_value from env_vars where is_secret = 1',
  );
  const setVariable = db.prepare<[string, string | null, number]>(
    'update env_vars set value = ?, former_value = ? where id = ?',
  );
  const shared = db.prepare<[], SealedShared>('select id, name, value, former_value from shared_secrets');
  const setShared = db.prepare<[string, string | null, number]>(
    'update shared_secrets set value = ?, former_value = ? where id = ?',
  );
  const snapshots = db.prepare<[], { id: number; project_id: number; snapshot: string }>(
    `select id, project_id, snapshot from deployments where snapshot like '%"isSecret":true%'`,
  );
  const setSnapshot = db.prepare<[string, number]>('update deployments set snapshot = ? where id = ?');

  return {
    reseal: atomic(db, (reseal) => {
      let resealed = 0;
      let unreadable = 0;
      // A release that holds the very text of a variable is told from one that is behind by comparing the two: the same
      // text stays the same text.
      const known = new Map<string, string | null>();
      const change = (sealed: string, context: string): string => {
        const id = `${context}\n${sealed}`;
        const next = known.has(id) ? (known.get(id) ?? null) : reseal(sealed, context);
        if (!known.has(id)) {
          known.set(id, next);
          if (next === null) unreadable += 1;
          else resealed += 1;
        }
        return next ?? sealed;
      };
      for (const { id, project_id: project, key, value, former_value: former } of variables.all()) {
        const context = `env:${project}:${key}`;
        setVariable.run(change(value, context), former === null ? null : change(former, context), id);
      }
      for (const { id, name, value, former_value: former } of shared.all()) {
        const context = `shared:${name}`;
        setShared.run(change(value, context), former === null ? null : change(former, context), id);
      }
      for (const { id, project_id: project, snapshot } of snapshots.all()) {
        const parsed = JSON.parse(snapshot) as { variables?: SnapshotVariable[] };
        for (const variable of parsed.variables ?? []) {
          if (variable.isSecret && variable.sealed !== undefined) {
            variable.sealed = change(variable.sealed, `env:${project}:${variable.key}`);
          }
        }
        setSnapshot.run(JSON.stringify(parsed), id);
      }
      return { resealed, unreadable };
    }),
  };
}
