// A deployment as clients see it.
import type { Deployment } from '../../../contract/deployments.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';

export interface QueuePlace {
  /** 1 is next. */
  readonly position: number;
  readonly startsAt: number | null;
}

/** `address`: where the ingress routes to the project; null where none does. */
export function deploymentView(row: DeploymentRow, place: QueuePlace | null, address: string | null): Deployment {
  return {
    id: row.id,
    projectId: row.projectId,
    hostId: row.hostId,
    status: row.status,
    trigger: row.trigger,
    queuePosition: place?.position ?? null,
    estimatedStartAt: time(place?.startsAt ?? null),
    branch: row.branch,
    commitSha: row.commitSha,
    commitMessage: row.commitMessage,
    commitAuthor: row.commitAuthor,
    committedAt: time(row.committedAt),
    image: row.image,
    imageId: row.imageId,
    containerId: row.containerId,
    url: (row.isCurrent ? address : null) ?? row.url,
    errorCode: row.error?.code ?? null,
    errorMessage: row.error?.message ?? null,
    errorHint: row.error?.hint ?? null,
    explanation: row.explanation,
    attempt: row.attempt,
    nextAttemptAt: time(row.nextAttemptAt),
    stages: [...row.stages],
    isCurrent: row.isCurrent,
    canRollback: whyNoRollback(row) === null,
    rollbackOf: row.rollbackOf,
    imageOf: row.imageOf,
    movesFrom: row.movesFrom,
    buildSteps: row.buildSteps,
    cachedSteps: row.cachedSteps,
    createdAt: new Date(row.createdAt).toISOString(),
    startedAt: time(row.startedAt),
    finishedAt: time(row.finishedAt),
  };
}

/** Null when it can be rolled back to; else the reason, as the end of a sentence. */
export function whyNoRollback(row: DeploymentRow): string | null {
  if (row.isCurrent) {
    return 'it is the current release';
  }
  if (row.status !== 'stopped' && row.status !== 'running') {
    return `it is ${row.status} and never served`;
  }
  return row.canRollback && row.imageId !== null ? null : 'its image is no longer kept';
}

function time(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
