import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { envDelivery, envKey, envScope, envSignal, envVar, MAX_ENV_VALUE } from './environment.ts';
import { deploymentId, envVarId, projectId, sharedSecretId } from './ids.ts';

/** One project on the way of a rotation. */
export const sharedRolloutStep = z.object({
  projectId,
  projectName: z.string(),
  status: z.enum(['waiting', 'rolling', 'done', 'failed']),
  /** Null before its turn, and where nothing runs: its next release has the value. */
  deploymentId: deploymentId.nullable(),
  problem: z.string().nullable(),
});
export type SharedRolloutStep = z.infer<typeof sharedRolloutStep>;

export const sharedSecret = z.object({
  id: sharedSecretId,
  name: z.string(),
  /** What it is for, in the words of whoever made it. */
  note: z.string(),
  usedBy: z.array(
    z.object({
      projectId,
      projectName: z.string(),
      variableId: envVarId,
      key: z.string(),
      /** Not yet part of the running release. */
      isPending: z.boolean(),
    }),
  ),
  hasFormer: z.boolean(),
  createdAt: isoTime,
  rotatedAt: isoTime.nullable(),
  /** Of the last rotation: one project after another, up to the first that fails. */
  rollout: z.object({
    status: z.enum(['none', 'rolling', 'failed', 'done']),
    steps: z.array(sharedRolloutStep),
  }),
});
export type SharedSecret = z.infer<typeof sharedSecret>;

const byId = z.object({ id: sharedSecretId });
const value = z.string().min(1).max(MAX_ENV_VALUE);

export const sharedSecretsContract = {
  list: oc
    .route({ method: 'GET', path: '/shared-secrets', summary: 'List shared secrets, without their values' })
    .output(z.array(sharedSecret)),
  create: oc
    .route({ method: 'POST', path: '/shared-secrets', summary: 'Add a shared secret', successStatus: 201 })
    .input(z.object({ name: envKey, value, note: z.string().trim().max(200).default('') }))
    .output(sharedSecret),
  remove: oc
    .route({ method: 'DELETE', path: '/shared-secrets/{id}', summary: 'Delete a shared secret that nobody uses' })
    .input(byId)
    .output(byId),
  reveal: oc
    .route({ method: 'POST', path: '/shared-secrets/{id}/reveal', summary: 'Show its value' })
    .input(byId)
    .output(z.object({ value: z.string() })),
  use: oc
    .route({
      method: 'POST',
      path: '/shared-secrets/{id}/use',
      summary: 'Give a project a variable with its value, which follows it',
    })
    .input(
      byId.extend({
        projectId,
        key: envKey.optional(),
        scope: envScope.optional(),
        delivery: envDelivery.optional(),
        signal: envSignal.nullable().optional(),
      }),
    )
    .output(envVar),
  rotate: oc
    .route({
      method: 'POST',
      path: '/shared-secrets/{id}/rotate',
      summary: 'Give it another value, and roll its projects one after another',
    })
    .input(byId.extend({ value }))
    .output(sharedSecret),
  restoreFormer: oc
    .route({
      method: 'POST',
      path: '/shared-secrets/{id}/restore',
      summary: 'Give it the value before its last rotation, and roll the projects that have another one',
    })
    .input(byId)
    .output(sharedSecret),
  resume: oc
    .route({
      method: 'POST',
      path: '/shared-secrets/{id}/resume',
      summary: 'Go on with a rotation that failed, with the project that it failed at',
    })
    .input(byId)
    .output(sharedSecret),
};
