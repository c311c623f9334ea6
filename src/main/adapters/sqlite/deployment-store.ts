import type { AppError } from '../../../contract/app-error.ts';
import type { DeploymentStatus } from '../../../contract/deployments.ts';
import type { DeploymentId, HostId, ProjectId } from '../../../contract/ids.ts';
import type {
  DeploymentPatch,
  DeploymentRow,
  DeploymentStore,
  LogCursor,
  MakeCurrentOptions,
  NewDeployment,
} from '../../features/deployments/ports/deployment-store.ts';
import { createBroughtVolumes } from './brought-volumes.ts';
import { atomic, type Db } from './db.ts';
import { createDeploymentMoves } from './deployment-moves.ts';
import { createDeploymentQueue } from './deployment-queue.ts';
import { type ColumnValue, type RawDeployment, toColumns, toDeployment } from './deployment-rows.ts';
import { type OnUnreadable, readable } from './readable.ts';

interface StoreOptions {
  readonly now?: () => number;
  /** Told of rows that are left out of lists because they cannot be read. */
  readonly onUnreadable?: (error: AppError<'RECORD_UNREADABLE'>) => void;
}

type InsertValues = Record<string, ColumnValue>;

interface DeploymentIndex {
  /** Also for a row that cannot be read. */
  has(id: DeploymentId): boolean;
}

interface InsertOptions {
  readonly keepWaiting?: boolean;
}

const one = (raw: RawDeployment | null | undefined): DeploymentRow | null => (raw == null ? null : toDeployment(raw));

export function createDeploymentStore(db: Db, options: StoreOptions = {}): DeploymentStore & DeploymentIndex {
  const now = options.now ?? Date.now;
  const onUnreadable: OnUnreadable = options.onUnreadable ?? (() => undefined);
  const moves = createDeploymentMoves(db);
  const broughtVolumes = createBroughtVolumes(db);
  const queue = createDeploymentQueue(db, { moves, now, onUnreadable });

  const insertRow = db.prepare<InsertValues, RawDeployment>(
    `insert into deployments (
       project_id, host_id, status, triggered_by, branch, commit_sha, commit_message, commit_author, committed_at,
       image, image_id, stages, snapshot, can_rollback, rollback_of, image_of, moves_from, created_by, created_at, queue_at)
     values (
       :projectId, :hostId, 'queued', :trigger, :branch, :commitSha, :commitMessage, :commitAuthor, :committedAt,
       :image, :imageId, :stages, :snapshot, 0, :rollbackOf, :imageOf, :movesFrom, :createdBy, :createdAt, :queueAt)
     returning *`,
  );
  const selectQueuedOf = db.prepare<[ProjectId], { readonly id: DeploymentId; readonly queueAt: number }>(
    "select id, queue_at as queueAt from deployments where project_id = ? and status = 'queued' order by id",
  );
  const selectById = db.prepare<[DeploymentId], RawDeployment>('select * from deployments where id = ?');
  const selectPage = db.prepare<[ProjectId, number, number], RawDeployment>(
    'select * from deployments where project_id = ? and id < ? order by id desc limit ?',
  );
  const selectCurrent = db.prepare<[ProjectId], RawDeployment>(
    'select * from deployments where project_id = ? and is_current = 1',
  );
  const selectLatest = db.prepare<[ProjectId], RawDeployment>(
    'select * from deployments where project_id = ? order by id desc limit 1',
  );
  const selectKept = db.prepare<[ProjectId], RawDeployment>(
    'select * from deployments where project_id = ? and can_rollback = 1 order by id desc',
  );
  const selectDurations = db
    .prepare<[ProjectId, number], number>(
      `select finished_at - started_at from deployments
       where project_id = ? and status in ('running', 'stopped') and rollback_of is null and image_of is null
         and started_at is not null and finished_at is not null
       order by id desc limit ?`,
    )
    .pluck();
  const selectBuiltSince = db
    .prepare<[ProjectId, number], number>(
      'select 1 from deployments where project_id = ? and build_steps is not null and started_at > ? limit 1',
    )
    .pluck();
  const countRows = db.prepare<[ProjectId], number>('select count(*) from deployments where project_id = ?').pluck();
  const keepPlace = db.prepare<[number | null, HostId, ProjectId]>(
    'update projects set published_port = coalesce(?, published_port), host_id = ? where id = ?',
  );
  const markCancelled = db.prepare<[number, DeploymentId], RawDeployment>(
    `update deployments set cancel_requested_at = coalesce(cancel_requested_at, ?)
     where id = ? and status in ('queued', 'building', 'starting') returning *`,
  );

  const selectAllCurrent = db.prepare<[], RawDeployment>('select * from deployments where is_current = 1 order by +id');
  const selectCursor = db.prepare<[DeploymentId], LogCursor>(
    `select container_id as containerId, engine_time as engineTime, seq
     from runtime_log_cursors where deployment_id = ?`,
  );
  const putCursor = db.prepare<[DeploymentId, string, string | null, number]>(
    `insert into runtime_log_cursors (deployment_id, container_id, engine_time, seq) values (?, ?, ?, ?)
     on conflict (deployment_id) do update
     set container_id = excluded.container_id, engine_time = excluded.engine_time, seq = excluded.seq`,
  );

  const ofList = (raw: RawDeployment | undefined): DeploymentRow | null =>
    raw === undefined ? null : readable(raw, toDeployment, onUnreadable);
  const many = (rows: readonly RawDeployment[]): readonly DeploymentRow[] =>
    rows.map(ofList).filter((row) => row !== null);

  const insert = atomic(db, (deployment: NewDeployment, { keepWaiting = false }: InsertOptions = {}) => {
    const at = now();
    const waiting = keepWaiting ? [] : selectQueuedOf.all(deployment.projectId);
    const superseded = waiting.flatMap(({ id }) => {
      const raw = moves.move(id, 'queued', 'superseded', { next_attempt_at: null, finished_at: at }, at);
      return raw === null ? [] : [raw];
    });
    const raw = insertRow.get({
      ...deployment,
      imageOf: deployment.imageOf ?? null,
      movesFrom: deployment.movesFrom ?? null,
      stages: JSON.stringify(deployment.stages),
      snapshot: JSON.stringify(deployment.snapshot),
      createdAt: at,
      // In the place of the one it replaces: whoever pushes often is not sent to the end each time.
      queueAt: Math.min(at, ...waiting.map(({ queueAt }) => queueAt)),
    });
    if (raw === undefined) {
      throw new Error('SQLite returned no row for an insert');
    }
    moves.recordEvent(raw, null, at, null);
    return { row: toDeployment(raw), superseded: many(superseded) };
  });

  const transition = atomic(
    db,
    (id: DeploymentId, from: DeploymentStatus, to: DeploymentStatus, patch: DeploymentPatch, at: number) =>
      one(moves.move(id, from, to, toColumns(patch), at, patch.error?.code ?? null)),
  );

  const makeCurrent = atomic(db, (id: DeploymentId, patch: DeploymentPatch, at: number, how?: MakeCurrentOptions) => {
    const starting = selectById.get(id);
    if (starting?.status !== 'starting') {
      return null;
    }
    const before = selectCurrent.get(starting.project_id);
    const previous =
      before === undefined
        ? null
        : (moves.move(before.id, 'running', 'stopped', { is_current: 0 }, at) ??
          moves.update(before.id, { is_current: 0 }));
    const raw = moves.move(id, 'starting', 'running', { can_rollback: 1, ...toColumns(patch), is_current: 1 }, at);
    if (raw === null) {
      return null;
    }
    keepPlace.run(how?.keepsPort === false ? null : raw.published_port, raw.host_id, raw.project_id);
    const row = toDeployment(raw);
    broughtVolumes.settle(row.snapshot.mounts ?? [], row.hostId, at);
    return { row, previous: previous === null ? null : ofList(previous) };
  });

  return {
    ...queue,
    insert,
    get: (id) => one(selectById.get(id)),
    has: (id) => selectById.get(id) !== undefined,
    listByProject: (projectId, { limit, beforeId }) =>
      many(selectPage.all(projectId, beforeId ?? Number.MAX_SAFE_INTEGER, limit)),
    current: (projectId) => ofList(selectCurrent.get(projectId)),
    latest: (projectId) => ofList(selectLatest.get(projectId)),
    listCurrent: () => many(selectAllCurrent.all()),
    listKept: (projectId) => many(selectKept.all(projectId)),
    transition,
    patch: (id, patch) => one(moves.update(id, toColumns(patch))),
    makeCurrent,
    requestCancel: (id, at) => one(markCancelled.get(at, id)),
    recentDurations: (projectId, limit) => selectDurations.all(projectId, limit),
    logCursor: (id) => selectCursor.get(id) ?? null,
    saveLogCursor: (id, { containerId, engineTime, seq }) => {
      putCursor.run(id, containerId, engineTime, seq);
    },
    hasBuiltSince: (projectId, at) => selectBuiltSince.get(projectId, at) !== undefined,
    countByProject: (projectId) => countRows.get(projectId) ?? 0,
  };
}
