// The build queue: waiting rows, and the claim that makes one of them active.
import type { AppError } from '../../../contract/app-error.ts';
import type { DeploymentId, HostId } from '../../../contract/ids.ts';
import type { DeploymentRow, QueuedPlace } from '../../features/deployments/ports/deployment-store.ts';
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
  const selectPlaces = db.prepare<[], Omit<QueuedPlace, 'isPaused'> & { readonly isPaused: number }>(
    `select id, project_id as projectId, host_id as hostId, next_attempt_at as notBefore,
       max(max(queue_at, coalesce(next_attempt_at, 0))) over (partition by project_id order by id) as readyAt,
       exists (select 1 from queue_pauses p where p.host_id = d.host_id) as isPaused
     from deployments d where status = 'queued'
     order by isPaused, readyAt, id`,
  );
  const selectQueued = db.prepare<[], RawDeployment>("select * from deployments where status = 'queued'");
  const movePlace = db.prepare<[number, DeploymentId]>(
    "update deployments set queue_at = ? where id = ? and status = 'queued'",
  );
  const makeDue = db.prepare<[DeploymentId]>(
    "update deployments set next_attempt_at = null where id = ? and status = 'queued'",
  );
  const selectPauses = db.prepare<[], { readonly hostId: HostId; readonly since: number }>(
    'select host_id as hostId, paused_at as since from queue_pauses order by host_id',
  );
  const insertPause = db.prepare<{ readonly hostId: HostId; readonly since: number }>(
    `insert into queue_pauses (host_id, paused_at) select id, :since from hosts where id = :hostId and removed_at is null
     on conflict (host_id) do update set paused_at = paused_at`,
  );
  const deletePause = db.prepare<[HostId]>('delete from queue_pauses where host_id = ?');
  const selectNext = db.prepare<[number], RawDeployment>(
    `select d.* from deployments d
     where d.status = 'queued'
       and coalesce(d.next_attempt_at, 0) <= ?
       and not exists (select 1 from queue_pauses w where w.host_id = d.host_id)
       and not exists (
         select 1 from deployments a where a.project_id = d.project_id and a.status in ('building', 'starting'))
       and not exists (
         select 1 from deployments q where q.project_id = d.project_id and q.status = 'queued' and q.id < d.id)
       and exists (select 1 from projects p where p.id = d.project_id and p.removal_requested_at is null)
     order by max(d.queue_at, coalesce(d.next_attempt_at, 0)), d.id
     limit 1`,
  );
  // `+id`: sorted from the index of the few, instead of all rows read in their order.
  const selectActive = db.prepare<[], RawDeployment>(
    "select * from deployments where status in ('building', 'starting') order by +id",
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
    listWaiting(): readonly DeploymentRow[] {
      const rows = new Map(selectQueued.all().map((raw) => [raw.id, raw]));
      return selectPlaces
        .all()
        .map(({ id }) => rows.get(id))
        .filter((raw) => raw !== undefined)
        .map((raw) => readable(raw, toDeployment, onUnreadable))
        .filter((row) => row !== null);
    },
    queuedPlaces: (): readonly QueuedPlace[] =>
      selectPlaces.all().map((place) => ({ ...place, isPaused: place.isPaused === 1 })),
    moveInQueue: atomic(
      db,
      (places: readonly { readonly id: DeploymentId; readonly at: number }[], due: readonly DeploymentId[]): void => {
        for (const { id, at } of places) {
          movePlace.run(at, id);
        }
        for (const id of due) {
          makeDue.run(id);
        }
      },
    ),
    listPauses: () => selectPauses.all(),
    setPaused(hostId: HostId, since: number | null): boolean {
      if (since !== null) {
        return insertPause.run({ hostId, since }).changes > 0;
      }
      deletePause.run(hostId);
      return true;
    },
    nextDueAt: (): number | null => selectDue.get() ?? null,
  };
}
