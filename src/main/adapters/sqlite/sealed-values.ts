import type { Db } from './db.ts';

/** Whether anything in the database is sealed under the installation's data key. */
export function hasSealedValues(db: Db): boolean {
  const variable = db.prepare('select 1 from env_vars where is_secret = 1 limit 1').get();
  const snapshot = db.prepare(`select 1 from deployments where snapshot like '%"isSecret":true%' limit 1`).get();
  return variable !== undefined || snapshot !== undefined;
}
