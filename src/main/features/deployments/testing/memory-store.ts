// The table of deployments in memory, with the rules of the real one.
import type { DeploymentStatus } from '../../../../contract/deployments.ts';
import type { DeploymentId, HostId, ProjectId } from '../../../../contract/ids.ts';
import type { Clock } from '../ports.ts';
import type {
  DeploymentPatch,
  DeploymentRow,
  DeploymentStore,
  LogCursor,
  MountedVolume,
} from '../ports/deployment-store.ts';

export interface RecordedMove {
  readonly id: DeploymentId;
  readonly from: DeploymentStatus | null;
  readonly to: DeploymentStatus;
  readonly at: number;
}

export interface MemoryStore extends DeploymentStore {
  /** Every move there was: the event rows. */
  readonly moves: readonly RecordedMove[];
  all(): readonly DeploymentRow[];
}

interface MemoryStoreDeps {
  readonly clock: Clock;
  /** The port and the host that the project keeps. */
  readonly keepPlace: (projectId: ProjectId, port: number | null, hostId: HostId) => void;
  /** Volumes that were brought for a release are the project's. */
  readonly bring: (mounts: readonly MountedVolume[], hostId: HostId) => void;
}

export function createMemoryStore({ clock, keepPlace, bring }: MemoryStoreDeps): MemoryStore {
  const rows = new Map<DeploymentId, DeploymentRow>();
  const places = new Map<DeploymentId, number>();
  const pauses = new Map<HostId, number>();
  const cursors = new Map<DeploymentId, LogCursor>();
  const moves: RecordedMove[] = [];
  let nextId = 1;

  const all = (): DeploymentRow[] => [...rows.values()];
  const waitingOrder = (row: DeploymentRow): number =>
    Math.max(places.get(row.id) ?? row.createdAt, row.nextAttemptAt ?? 0);
  const ofProject = (projectId: ProjectId): DeploymentRow[] =>
    all()
      .filter((row) => row.projectId === projectId)
      .sort((a, b) => b.id - a.id);
  const waiting = (): DeploymentRow[] =>
    all()
      .filter((row) => row.status === 'queued')
      .sort(
        (a, b) =>
          Number(pauses.has(a.hostId)) - Number(pauses.has(b.hostId)) ||
          waitingOrder(a) - waitingOrder(b) ||
          a.id - b.id,
      );
  const active = (): DeploymentRow[] => all().filter((row) => row.status === 'building' || row.status === 'starting');

  function put(row: DeploymentRow, patch: Partial<DeploymentRow>): DeploymentRow {
    const changed = { ...row, ...patch };
    rows.set(row.id, changed);
    return changed;
  }

  function move(row: DeploymentRow, to: DeploymentStatus, patch: Partial<DeploymentRow>, at: number): DeploymentRow {
    moves.push({ id: row.id, from: row.status, to, at });
    return put(row, { ...patch, status: to });
  }

  return {
    moves,
    all,
    insert(deployment, options = {}) {
      const now = clock.now();
      const replaced = options.keepWaiting ? [] : waiting().filter((row) => row.projectId === deployment.projectId);
      places.set(nextId as DeploymentId, Math.min(now, ...replaced.map((row) => places.get(row.id) ?? row.createdAt)));
      const superseded = replaced.map((row) => move(row, 'superseded', { finishedAt: now, nextAttemptAt: null }, now));
      const row: DeploymentRow = {
        ...deployment,
        imageOf: deployment.imageOf ?? null,
        movesFrom: deployment.movesFrom ?? null,
        id: nextId as DeploymentId,
        status: 'queued',
        containerId: null,
        publishedPort: null,
        url: null,
        error: null,
        explanation: null,
        attempt: 1,
        nextAttemptAt: null,
        cancelRequestedAt: null,
        isCurrent: false,
        canRollback: false,
        buildSteps: null,
        cachedSteps: null,
        createdAt: now,
        startedAt: null,
        finishedAt: null,
      };
      nextId += 1;
      rows.set(row.id, row);
      moves.push({ id: row.id, from: null, to: 'queued', at: now });
      return { row, superseded };
    },
    get: (id) => rows.get(id) ?? null,
    listByProject: (projectId, { limit, beforeId }) =>
      ofProject(projectId)
        .filter((row) => beforeId === null || row.id < beforeId)
        .slice(0, limit),
    listWaiting: waiting,
    queuedPlaces: () =>
      waiting().map((row) => ({
        id: row.id,
        projectId: row.projectId,
        hostId: row.hostId,
        readyAt: waitingOrder(row),
        notBefore: row.nextAttemptAt,
        isPaused: pauses.has(row.hostId),
      })),
    moveInQueue(moved, due) {
      for (const { id, at } of moved) {
        places.set(id, at);
      }
      for (const row of all().filter(({ id }) => due.includes(id))) {
        put(row, { nextAttemptAt: null });
      }
    },
    listPauses: () => [...pauses].map(([hostId, since]) => ({ hostId, since })),
    setPaused(hostId, since) {
      if (since === null) {
        pauses.delete(hostId);
      } else {
        pauses.set(hostId, since);
      }
      return true;
    },
    listActive: active,
    listCurrent: () => all().filter((row) => row.isCurrent),
    current: (projectId) => ofProject(projectId).find((row) => row.isCurrent) ?? null,
    latest: (projectId) => ofProject(projectId)[0] ?? null,
    listKept: (projectId) => ofProject(projectId).filter((row) => row.canRollback),
    claimNext(now, concurrency) {
      if (active().length >= concurrency) {
        return null;
      }
      const busy = new Set(active().map((row) => row.projectId));
      const inOrder = waiting();
      const oldest = new Map<ProjectId, DeploymentId>();
      for (const { projectId, id } of inOrder) {
        oldest.set(projectId, Math.min(id, oldest.get(projectId) ?? id) as DeploymentId);
      }
      const row = inOrder.find(
        (each) =>
          (each.nextAttemptAt ?? 0) <= now &&
          !pauses.has(each.hostId) &&
          !busy.has(each.projectId) &&
          oldest.get(each.projectId) === each.id,
      );
      return row === undefined ? null : move(row, 'building', { nextAttemptAt: null }, now);
    },
    nextDueAt() {
      const times = waiting().flatMap((row) => (row.nextAttemptAt === null ? [] : [row.nextAttemptAt]));
      return times.length === 0 ? null : Math.min(...times);
    },
    transition(id, from, to, patch, now) {
      const row = rows.get(id);
      return row?.status === from ? move(row, to, patch, now) : null;
    },
    patch(id: DeploymentId, patch: DeploymentPatch) {
      const row = rows.get(id);
      return row === undefined ? null : put(row, patch);
    },
    makeCurrent(id, patch, now, options) {
      const row = rows.get(id);
      if (row?.status !== 'starting') {
        return null;
      }
      const before = ofProject(row.projectId).find((each) => each.isCurrent);
      let previous: DeploymentRow | null = null;
      if (before !== undefined) {
        previous =
          before.status === 'running'
            ? move(before, 'stopped', { isCurrent: false }, now)
            : put(before, { isCurrent: false });
      }
      const made = move(row, 'running', { canRollback: true, ...patch, isCurrent: true }, now);
      keepPlace(made.projectId, options?.keepsPort === false ? null : made.publishedPort, made.hostId);
      bring(made.snapshot.mounts ?? [], made.hostId);
      return { row: made, previous };
    },
    requestCancel(id, now) {
      const row = rows.get(id);
      return row !== undefined && ['queued', 'building', 'starting'].includes(row.status)
        ? put(row, { cancelRequestedAt: row.cancelRequestedAt ?? now })
        : null;
    },
    recentDurations: (projectId, limit) =>
      ofProject(projectId)
        .flatMap(({ status, startedAt, finishedAt }) =>
          (status === 'running' || status === 'stopped') && startedAt !== null && finishedAt !== null
            ? [finishedAt - startedAt]
            : [],
        )
        .slice(0, limit),
    hasBuiltSince: (projectId, at) =>
      ofProject(projectId).some(({ buildSteps, startedAt }) => buildSteps !== null && (startedAt ?? 0) > at),
    countByProject: (projectId) => ofProject(projectId).length,
    logCursor: (id) => cursors.get(id) ?? null,
    saveLogCursor: (id, cursor) => void cursors.set(id, cursor),
  };
}
