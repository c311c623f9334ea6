// The build queue: waiting rows, and the claim that makes one of them active.
import type { AppError } from '../../../contract/app-error.ts';
import type { DeploymentRow } from '../../features/deployments/ports/deployment-store.ts';
import { atomic, type Db } from './db.ts';
import type { DeploymentMoves } from './deployment-moves.ts';
import { type RawDeployment, toDeployment } from './deployment-rows.ts';
import { isUnreadable, type OnUnreadable, readable } from './readable.ts';

interface QueueDeps {
  readonly moves: DeploymentMoves;
  readonly now: () => number;
  readonly onUnreadable: OnUnreadable;
}

export function createDeploymentQueue(db: Db, { moves, now, onUnreadable }: QueueDeps) {
  // A project's deployments run in the order in which they were asked for, so a row is ready only when those of its
  // project before it are.
  const selectWaiting = db.prepare<[], RawDeployment>(
    `select * from (
       select *, max(coalesce(next_attempt_at, created_at)) over (partition by project_id order by id) as ready_at
       from deployments where status = 'queued')
     order by ready_at, id`,
  );
  const selectNext = db.prepare<[number], RawDeployment>(
    `select d.* from deployments d
     where d.status = 'queued'
       and coalesce(d.next_attempt_at, d.created_at) <= ?
       and not exists (
         select 1 from deployments a where a.project_id = d.project_id and a.status in ('building', 'starting'))
       and not exists (
         select 1 from deployments q where q.project_id = d.project_id and q.status = 'queued' and q.id < d.id)
       and exists (select 1 from projects p where p.id = d.project_id and p.removal_requested_at is null)
     order by coalesce(d.next_attempt_at, d.created_at), d.id
     limit 1`,
  );
  const selectActive = db.prepare<[], RawDeployment>(
    "select * from deployments where status in ('building', 'starting') order by id",
  );
  const countActive = db
    .prepare<[], number>("select count(*) from deployments where status in ('building', 'starting')")
    .pluck();
  const selectDue = db
    .prepare<[], number | null>(
      "select min(next_attempt_at) from deployments where status = 'queued' and next_attempt_at is not null",
    )
    .pluck();

  const fail = atomic(db, (raw: RawDeployment, error: AppError<'RECORD_UNREADABLE'>): void => {
    const at = now();
    const values = { error: JSON.stringify(error.toBody()), next_attempt_at: null, finished_at: at };
    moves.move(raw.id, raw.status, 'failed', values, at, error.code);
    onUnreadable(error);
  });

  /** What cannot be read cannot be run: it fails with that reason instead of holding the queue for ever. */
  function readOrFail(raw: RawDeployment): DeploymentRow | null {
    try {
      return toDeployment(raw);
    } catch (error) {
      if (!isUnreadable(error)) {
        throw error;
      }
      fail(raw, error);
      return null;
    }
  }

  const claimNext = atomic(db, (at: number, concurrency: number): DeploymentRow | null => {
    if ((countActive.get() ?? 0) >= concurrency) {
      return null;
    }
    for (let raw = selectNext.get(at); raw !== undefined; raw = selectNext.get(at)) {
      if (readOrFail(raw) !== null) {
        const claimed = moves.move(raw.id, 'queued', 'building', { next_attempt_at: null }, at);
        return claimed === null ? null : toDeployment(claimed);
      }
    }
    return null;
  });

  return {
    claimNext,
    listActive: (): readonly DeploymentRow[] =>
      selectActive
        .all()
        .map(readOrFail)
        .filter((row) => row !== null),
    listWaiting: (): readonly DeploymentRow[] =>
      selectWaiting
        .all()
        .map((raw) => readable(raw, toDeployment, onUnreadable))
        .filter((row) => row !== null),
    nextDueAt: (): number | null => selectDue.get() ?? null,
  };
}
