// What somebody can ask for: a deployment, the same again, an earlier one again, or its end.
import { AppError } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import type { DeploymentTrigger } from '../../../contract/deployments.ts';
import type { DeploymentId, HostId, ProjectId, UserId } from '../../../contract/ids.ts';
import { stagesOf } from './attempt.ts';
import type { DeploymentParts } from './deps.ts';
import type { DeployableProject } from './ports.ts';
import type { DeploymentRow, NewDeployment } from './ports/deployment-store.ts';
import { planRoll, withValuesOf } from './roll.ts';
import { whyNoRollback } from './view.ts';
import type { Worker } from './worker.ts';

export interface DeploymentRequest {
  readonly projectId: ProjectId;
  readonly trigger: DeploymentTrigger;
  readonly branch?: string | null | undefined;
  readonly commitSha?: string | null | undefined;
  readonly createdBy: UserId | null;
  /** Another host: the project is its own from the moment the release serves there. */
  readonly moveTo?: HostId | undefined;
}

export function createRequests(parts: DeploymentParts, worker: Worker, takenAt: (row: DeploymentRow) => number) {
  const { store, projects, environment, moves, clock, log } = parts;

  function projectOf(id: ProjectId): DeployableProject {
    const project = projects.get(id);
    if (project === null || project.isBeingRemoved) {
      throw new AppError('NOT_FOUND', { what: `project ${id}` });
    }
    return project;
  }

  /** Recorded first; the work begins afterwards. */
  function insert(
    deployment: Omit<NewDeployment, 'stages'>,
    options?: { readonly keepWaiting: boolean },
  ): DeploymentRow {
    const { row, superseded } = store.insert({ ...deployment, stages: stagesOf(deployment) }, options);
    for (const each of superseded) {
      moves.tell(each);
      endLogs(each.id);
    }
    moves.tell(row);
    worker.wake();
    return store.get(row.id) ?? row;
  }

  /** Whoever reads the logs of a deployment that will never be worked on is told that nothing follows. */
  function endLogs(id: DeploymentId): void {
    void Promise.all([log.complete(id, 'build'), log.complete(id, 'runtime')]).catch((error: unknown) => {
      parts.diagnostics.warn('The logs of a deployment could not be ended', { deploymentId: id, error });
    });
  }

  function enqueue({ projectId, trigger, branch, commitSha, createdBy, moveTo }: DeploymentRequest): DeploymentRow {
    const { hostId, source, settings } = projectOf(projectId);
    const wantedHost = moveTo ?? waitingMove(projectId) ?? hostId;
    return insert({
      projectId,
      hostId: wantedHost,
      movesFrom: wantedHost === hostId ? null : hostId,
      trigger,
      branch: branch ?? null,
      commitSha: commitSha ?? null,
      commitMessage: null,
      commitAuthor: null,
      committedAt: null,
      image: source.kind === 'image' ? source.reference : null,
      imageId: null,
      snapshot: { source, settings, variables: environment.snapshot(projectId), containerPort: null },
      rollbackOf: null,
      createdBy,
    });
  }

  /** What takes the place of a waiting move moves as well: a push must not undo what a person has asked for. */
  function waitingMove(projectId: ProjectId): HostId | undefined {
    return store.listWaiting().find((row) => row.projectId === projectId && row.movesFrom !== null)?.hostId;
  }

  /** The commit that serves now, on another host, with the settings and variables of now. */
  function move(projectId: ProjectId, moveTo: HostId, createdBy: UserId | null): DeploymentRow {
    const current = store.current(projectId);
    const isSameSource = JSON.stringify(current?.snapshot.source) === JSON.stringify(projectOf(projectId).source);
    const { branch = null, commitSha = null } = isSameSource && current !== null ? current : {};
    return enqueue({ projectId, trigger: 'settings', branch, commitSha, createdBy, moveTo });
  }

  function rollback(target: DeploymentRow, createdBy: UserId | null): DeploymentRow {
    const reason = whyNoRollback(target);
    if (reason !== null) {
      throw new AppError('CANNOT_ROLL_BACK', { reason });
    }
    return insert({
      projectId: target.projectId,
      hostId: target.hostId,
      trigger: 'rollback',
      branch: target.branch,
      commitSha: target.commitSha,
      commitMessage: target.commitMessage,
      commitAuthor: target.commitAuthor,
      committedAt: target.committedAt,
      image: target.image,
      imageId: target.imageId,
      // With it come settings, limits and variables of then.
      snapshot: target.snapshot,
      rollbackOf: target.id,
      createdBy,
    });
  }

  /** The image that serves with the values that these variables have now; what waits gets them as well. Null: nothing runs. */
  function roll(projectId: ProjectId, keys: readonly string[], createdBy: UserId | null): DeploymentRow | null {
    const current = store.current(projectId);
    for (const { id, snapshot, rollbackOf, projectId: of } of store.listWaiting()) {
      // A rollback is asked for because of what was then, values included.
      if (of === projectId && rollbackOf === null) {
        const variables = withValuesOf(snapshot.variables, environment.snapshot(projectId), keys);
        moves.patch(id, { snapshot: { ...snapshot, variables } });
      }
    }
    if (current?.status !== 'running') {
      return null;
    }
    const { hostId } = current;
    const planned = planRoll(parts, current, keys, takenAt(current));
    // What somebody pushed meanwhile is deployed all the same.
    return insert(
      { ...planned, projectId, hostId, trigger: 'environment', rollbackOf: null, createdBy },
      { keepWaiting: true },
    );
  }

  /** The same commit with the settings and variables of now: they are what is usually corrected before a retry. */
  function retry(row: DeploymentRow, createdBy: UserId | null): DeploymentRow {
    switch (row.status) {
      case 'queued': {
        // It waits for its next attempt: that is now.
        const due = moves.patch(row.id, { nextAttemptAt: null }) ?? row;
        worker.wake();
        return store.get(due.id) ?? due;
      }
      case 'building':
      case 'starting':
        throw new AppError('PROJECT_BUSY', { name: projectOf(row.projectId).name, doing: 'being deployed' });
      case 'running':
      case 'stopped':
      case 'failed':
      case 'cancelled':
      case 'superseded': {
        const rolled = row.imageOf === null ? null : roll(row.projectId, row.snapshot.rolledKeys ?? [], createdBy);
        if (rolled !== null) {
          return rolled;
        }
        const target = row.rollbackOf === null ? null : store.get(row.rollbackOf);
        if (target !== null && whyNoRollback(target) === null) {
          return rollback(target, createdBy);
        }
        const { projectId, branch, commitSha, movesFrom } = row;
        const isStillAway = movesFrom !== null && projectOf(projectId).hostId === movesFrom;
        const moveTo = isStillAway ? row.hostId : undefined;
        return enqueue({ projectId, trigger: 'manual', branch, commitSha, createdBy, moveTo });
      }
      default:
        return assertNever(row.status);
    }
  }

  /** At once for what waits. What is worked on is `cancelled` when its work on the engine has ended. */
  function cancel(id: DeploymentId): DeploymentRow {
    const row = store.get(id);
    if (row === null) {
      throw new AppError('NOT_FOUND', { what: `deployment ${id}` });
    }
    switch (row.status) {
      case 'queued': {
        const cancelled = moves.move(id, 'queued', 'cancelled', { finishedAt: clock.now(), nextAttemptAt: null });
        if (cancelled === null) {
          // Claimed in the meantime.
          return cancel(id);
        }
        endLogs(id);
        worker.wake();
        return cancelled;
      }
      case 'building':
      case 'starting': {
        const requested = store.requestCancel(id, clock.now()) ?? row;
        worker.abort(id, 'cancel');
        return requested;
      }
      case 'running':
      case 'stopped':
      case 'failed':
      case 'cancelled':
      case 'superseded':
        throw new AppError('CANNOT_CANCEL', { status: row.status });
      default:
        return assertNever(row.status);
    }
  }

  return { enqueue, move, rollback, roll, retry, cancel };
}
