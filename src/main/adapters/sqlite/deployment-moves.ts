// How a deployment's row is written: every move of its status leaves a row in deployment_events.
import type { DeploymentStatus } from '../../../contract/deployments.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { Db } from './db.ts';
import type { ColumnValue, RawDeployment } from './deployment-rows.ts';

export type DeploymentMoves = ReturnType<typeof createDeploymentMoves>;

/** For use inside a transaction of the caller. */
export function createDeploymentMoves(db: Db) {
  const insertEvent = db.prepare<{
    id: DeploymentId;
    from: DeploymentStatus | null;
    to: DeploymentStatus;
    attempt: number;
    errorCode: string | null;
    at: number;
  }>(
    `insert into deployment_events (deployment_id, from_status, to_status, attempt, error_code, at)
     values (:id, :from, :to, :attempt, :errorCode, :at)`,
  );
  const updates = new Map<string, (values: readonly ColumnValue[]) => RawDeployment | undefined>();

  /** One prepared statement for each set of columns: there are a dozen in the program. Null when the row is not as `where` says. */
  function update(
    id: DeploymentId,
    values: Readonly<Record<string, ColumnValue>>,
    where: { readonly status?: DeploymentStatus } = {},
  ): RawDeployment | null {
    const assignments = Object.keys(values).map((column) => `${column} = ?`);
    const sql = `update deployments set ${assignments.join(', ') || 'id = id'} where id = ?${
      where.status === undefined ? '' : ' and status = ?'
    } returning *`;
    let run = updates.get(sql);
    if (run === undefined) {
      const statement = db.prepare<ColumnValue[], RawDeployment>(sql);
      run = (bound) => statement.get(...bound);
      updates.set(sql, run);
    }
    const condition = where.status === undefined ? [id] : [id, where.status];
    return run([...Object.values(values), ...condition]) ?? null;
  }

  function recordEvent(raw: RawDeployment, from: DeploymentStatus | null, at: number, errorCode: string | null): void {
    insertEvent.run({ id: raw.id, from, to: raw.status, attempt: raw.attempt, errorCode, at });
  }

  /** Null when the row is not in `from`. */
  function move(
    id: DeploymentId,
    from: DeploymentStatus,
    to: DeploymentStatus,
    values: Readonly<Record<string, ColumnValue>>,
    at: number,
    errorCode: string | null = null,
  ): RawDeployment | null {
    const raw = update(id, { ...values, status: to }, { status: from });
    if (raw !== null) {
      recordEvent(raw, from, at, errorCode);
    }
    return raw;
  }

  return { update, move, recordEvent };
}
