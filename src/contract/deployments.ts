import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime, pageInput } from './common.ts';
import { explanation } from './explanation.ts';
import { deploymentId, hostId, projectId } from './ids.ts';
import { releaseOrigins } from './release-origins.ts';

/**
 * `queued → building → starting → running`, or `failed`, `cancelled`, `superseded`; later `stopped`.
 * The allowed moves are the table in `src/main/features/deployments/state.ts`.
 */
export const deploymentStatus = z.enum([
  'queued',
  'building',
  'starting',
  'running',
  'failed',
  'cancelled',
  'superseded',
  'stopped',
]);
export type DeploymentStatus = z.infer<typeof deploymentStatus>;

export const stageName = z.enum(['source', 'build', 'image', 'deploy', 'route']);
export type StageName = z.infer<typeof stageName>;

export const stage = z.object({
  name: stageName,
  status: z.enum(['pending', 'running', 'succeeded', 'failed', 'skipped']),
  startedAt: isoTime.nullable(),
  finishedAt: isoTime.nullable(),
  /** One line for a person: `12 of 17 steps`, `http://127.0.0.1:32801`. */
  detail: z.string().nullable(),
  /** Work done of work known, in the unit the detail names. Null where no total is known. */
  progress: z.object({ done: z.number(), total: z.number() }).nullable(),
});
export type Stage = z.infer<typeof stage>;

export const deploymentTrigger = z.enum(['manual', 'push', 'rollback', 'environment', 'settings', 'demo', 'folder']);
export type DeploymentTrigger = z.infer<typeof deploymentTrigger>;

export const deployment = z.object({
  id: deploymentId,
  projectId,
  hostId,
  status: deploymentStatus,
  trigger: deploymentTrigger,
  /** 1 is next. Null when it does not wait. */
  queuePosition: z.number().int().nullable(),
  /** From the durations of earlier builds of the projects ahead. Null when not queued or nothing is known. */
  estimatedStartAt: isoTime.nullable(),
  branch: z.string().nullable(),
  commitSha: z.string().nullable(),
  commitMessage: z.string().nullable(),
  commitAuthor: z.string().nullable(),
  committedAt: isoTime.nullable(),
  image: z.string().nullable(),
  imageId: z.string().nullable(),
  containerId: z.string().nullable(),
  url: z.string().nullable(),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  errorHint: z.string().nullable(),
  /** Why it failed and what puts it right, where that was recognised in its log. */
  explanation: explanation.nullable(),
  attempt: z.number().int(),
  /** When a failed attempt is tried again. */
  nextAttemptAt: isoTime.nullable(),
  stages: z.array(stage),
  /** Serves the project's address now. */
  isCurrent: z.boolean(),
  /** Its image is still kept, so that a rollback to it needs no build. */
  canRollback: z.boolean(),
  rollbackOf: deploymentId.nullable(),
  /** The deployment whose image runs with other variables: nothing was built. */
  imageOf: deploymentId.nullable(),
  /** Of a move to another host (`hostId`): where the project was when it was asked for. */
  movesFrom: hostId.nullable(),
  /** Steps of its build, and how many of them came from the cache. Null where nothing was built. */
  buildSteps: z.number().int().nullable(),
  cachedSteps: z.number().int().nullable(),
  createdAt: isoTime,
  startedAt: isoTime.nullable(),
  finishedAt: isoTime.nullable(),
});
export type Deployment = z.infer<typeof deployment>;

export const queueItem = z.object({
  deployment,
  projectName: z.string(),
  projectSlug: z.string(),
  /** Nothing new is begun on its host until that is resumed. */
  isPaused: z.boolean(),
});
export const queue = z.object({
  concurrency: z.number().int(),
  pausedHosts: z.array(z.object({ hostId, since: isoTime })),
  active: z.array(queueItem),
  waiting: z.array(queueItem),
});
export type Queue = z.infer<typeof queue>;

/** `up` and `down` by one place. Deployments of one project keep their order among themselves. */
export const queueMove = z.enum(['front', 'up', 'down', 'back']);
export type QueueMove = z.infer<typeof queueMove>;

const byId = z.object({ id: deploymentId });

export const deploymentsContract = {
  list: oc
    .route({ method: 'GET', path: '/projects/{id}/deployments', summary: 'List a project’s deployments, newest first' })
    .input(pageInput.extend({ id: projectId }))
    .output(z.object({ items: z.array(deployment), nextCursor: z.string().nullable() })),
  create: oc
    .route({ method: 'POST', path: '/projects/{id}/deployments', summary: 'Deploy', successStatus: 201 })
    .input(
      z.object({
        id: projectId,
        commitSha: z
          .string()
          .regex(/^[0-9a-fA-F]{7,64}$/, 'a commit is 7 to 64 hexadecimal digits')
          .optional(),
        branch: z.string().max(255).optional(),
      }),
    )
    .output(deployment),
  get: oc
    .route({ method: 'GET', path: '/deployments/{id}', summary: 'Get one deployment' })
    .input(byId)
    .output(deployment),
  origins: oc
    .route({
      method: 'GET',
      path: '/deployments/{id}/configuration',
      summary: 'What the release is run with, and where each value came from: the project, minipaas.json, or found out',
    })
    .input(byId)
    .output(releaseOrigins),
  cancel: oc
    .route({ method: 'POST', path: '/deployments/{id}/cancel', summary: 'Cancel at any stage' })
    .input(byId)
    .output(deployment),
  retry: oc
    .route({ method: 'POST', path: '/deployments/{id}/retry', summary: 'Deploy the same again', successStatus: 201 })
    .input(byId)
    .output(deployment),
  rollback: oc
    .route({
      method: 'POST',
      path: '/deployments/{id}/rollback',
      summary: 'Deploy this deployment’s kept image again, without a build',
      successStatus: 201,
    })
    .input(byId)
    .output(deployment),
  queue: oc.route({ method: 'GET', path: '/queue', summary: 'What builds and what waits' }).output(queue),
  moveInQueue: oc
    .route({ method: 'POST', path: '/queue/{id}/move', summary: 'Change the place of a waiting deployment' })
    .input(byId.extend({ to: queueMove }))
    .output(queue),
  pauseQueue: oc
    .route({ method: 'POST', path: '/queue/hosts/{hostId}/pause', summary: 'Begin nothing new on a host' })
    .input(z.object({ hostId }))
    .output(queue),
  resumeQueue: oc
    .route({ method: 'POST', path: '/queue/hosts/{hostId}/resume', summary: 'Go on with what waits for a host' })
    .input(z.object({ hostId }))
    .output(queue),
};
