// Between a row of the table and the value the features work with.
import { z } from 'zod';
import { type DeploymentStatus, type DeploymentTrigger, stage } from '../../../contract/deployments.ts';
import { envDelivery, envScope } from '../../../contract/environment.ts';
import { errorBody } from '../../../contract/errors.ts';
import { explanation } from '../../../contract/explanation.ts';
import { type DeploymentId, type HostId, type ProjectId, type UserId, volumeId } from '../../../contract/ids.ts';
import { projectSettings, releaseDefaults } from '../../../contract/projects.ts';
import { fileSettings } from '../../../contract/file-settings.ts';
import { releaseOrigins } from '../../../contract/release-origins.ts';
import { source } from '../../../contract/sources.ts';
import type { DeploymentPatch, DeploymentRow } from '../../features/deployments/ports/deployment-store.ts';
import { parseJsonColumn } from './json-column.ts';

/** As SQLite gives it. The strict table and its checks guarantee these types; only the JSON inside must be looked at. */
export interface RawDeployment {
  readonly id: DeploymentId;
  readonly project_id: ProjectId;
  readonly host_id: HostId;
  readonly status: DeploymentStatus;
  readonly triggered_by: DeploymentTrigger;
  readonly branch: string | null;
  readonly commit_sha: string | null;
  readonly commit_message: string | null;
  readonly commit_author: string | null;
  readonly committed_at: number | null;
  readonly image: string | null;
  readonly image_id: string | null;
  readonly container_id: string | null;
  readonly published_port: number | null;
  readonly url: string | null;
  readonly error: string | null;
  readonly explanation: string | null;
  readonly attempt: number;
  readonly next_attempt_at: number | null;
  readonly cancel_requested_at: number | null;
  readonly stages: string;
  readonly snapshot: string;
  readonly is_current: number;
  readonly can_rollback: number;
  readonly rollback_of: DeploymentId | null;
  readonly image_of: DeploymentId | null;
  readonly moves_from: HostId | null;
  readonly build_steps: number | null;
  readonly cached_steps: number | null;
  readonly created_by: UserId | null;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly finished_at: number | null;
}

const stages = z.array(stage);
const { shape } = projectSettings;
const beforeRelease = {
  healthPort: shape.healthPort.default(releaseDefaults.healthPort),
  healthIntervalSeconds: shape.healthIntervalSeconds.default(releaseDefaults.healthIntervalSeconds),
  healthProbeTimeoutSeconds: shape.healthProbeTimeoutSeconds.default(releaseDefaults.healthProbeTimeoutSeconds),
  healthGraceSeconds: shape.healthGraceSeconds.default(releaseDefaults.healthGraceSeconds),
  drainSeconds: shape.drainSeconds.default(releaseDefaults.drainSeconds),
  releaseStrategy: shape.releaseStrategy.default(releaseDefaults.releaseStrategy),
  autoRollbackMinutes: shape.autoRollbackMinutes.default(releaseDefaults.autoRollbackMinutes),
  releaseCommand: shape.releaseCommand.default(releaseDefaults.releaseCommand),
  releaseCommandTimeoutSeconds: shape.releaseCommandTimeoutSeconds.default(
    releaseDefaults.releaseCommandTimeoutSeconds,
  ),
  releaseCommandOnRollback: shape.releaseCommandOnRollback.default(releaseDefaults.releaseCommandOnRollback),
};
const snapshot = z.object({
  source,
  settings: projectSettings.extend({
    // Rows of the time before there were these.
    ...beforeRelease,
    restartMaxRetries: projectSettings.shape.restartMaxRetries.default(null),
    pidsLimit: projectSettings.shape.pidsLimit.default(null),
    autoRestart: projectSettings.shape.autoRestart.default(false),
  }),
  variables: z.array(
    z.discriminatedUnion('isSecret', [
      z.object({
        key: z.string(),
        scope: envScope.optional(),
        isFromFile: z.boolean().optional(),
        isSecret: z.literal(false),
        value: z.string(),
      }),
      z.object({
        key: z.string(),
        scope: envScope.optional(),
        delivery: envDelivery.optional(),
        isSecret: z.literal(true),
        sealed: z.string(),
      }),
    ]),
  ),
  rolledKeys: z.array(z.string()).optional(),
  takenAt: z.number().optional(),
  ownSettings: fileSettings.optional(),
  origins: releaseOrigins.shape.values.optional(),
  containerPort: z.number().int().nullable(),
  mounts: z
    .array(z.object({ dockerName: z.string(), path: z.string(), broughtVolume: volumeId.optional() }))
    .optional(),
});

/** Throws RECORD_UNREADABLE. */
export function toDeployment(raw: RawDeployment): DeploymentRow {
  const place = (column: string) => ({ table: 'deployments', id: raw.id, column });
  return {
    id: raw.id,
    projectId: raw.project_id,
    hostId: raw.host_id,
    status: raw.status,
    trigger: raw.triggered_by,
    branch: raw.branch,
    commitSha: raw.commit_sha,
    commitMessage: raw.commit_message,
    commitAuthor: raw.commit_author,
    committedAt: raw.committed_at,
    image: raw.image,
    imageId: raw.image_id,
    containerId: raw.container_id,
    publishedPort: raw.published_port,
    url: raw.url,
    error: raw.error === null ? null : parseJsonColumn(errorBody, raw.error, place('error')),
    explanation: raw.explanation === null ? null : parseJsonColumn(explanation, raw.explanation, place('explanation')),
    attempt: raw.attempt,
    nextAttemptAt: raw.next_attempt_at,
    cancelRequestedAt: raw.cancel_requested_at,
    stages: parseJsonColumn(stages, raw.stages, place('stages')),
    snapshot: parseJsonColumn(snapshot, raw.snapshot, place('snapshot')),
    isCurrent: raw.is_current === 1,
    canRollback: raw.can_rollback === 1,
    rollbackOf: raw.rollback_of,
    imageOf: raw.image_of,
    movesFrom: raw.moves_from,
    buildSteps: raw.build_steps,
    cachedSteps: raw.cached_steps,
    createdBy: raw.created_by,
    createdAt: raw.created_at,
    startedAt: raw.started_at,
    finishedAt: raw.finished_at,
  };
}

const columns = {
  hostId: 'host_id',
  branch: 'branch',
  commitSha: 'commit_sha',
  commitMessage: 'commit_message',
  commitAuthor: 'commit_author',
  committedAt: 'committed_at',
  image: 'image',
  imageId: 'image_id',
  containerId: 'container_id',
  publishedPort: 'published_port',
  url: 'url',
  error: 'error',
  explanation: 'explanation',
  attempt: 'attempt',
  nextAttemptAt: 'next_attempt_at',
  stages: 'stages',
  snapshot: 'snapshot',
  imageOf: 'image_of',
  canRollback: 'can_rollback',
  buildSteps: 'build_steps',
  cachedSteps: 'cached_steps',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
} as const satisfies Record<keyof DeploymentPatch, string>;

export type ColumnValue = string | number | null;

/** Column → value for the keys that the patch has. */
export function toColumns(patch: DeploymentPatch): Record<string, ColumnValue> {
  const entries = Object.entries(patch) as [keyof DeploymentPatch, unknown][];
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined).map(([key, value]) => [columns[key], toColumn(value)]),
  );
}

function toColumn(value: unknown): ColumnValue {
  if (typeof value === 'boolean') {
    return value ? 1 : 0;
  }
  if (value === null || typeof value === 'string' || typeof value === 'number') {
    return value;
  }
  return JSON.stringify(value);
}
