// Errors that applications wrote into their runtime logs, grouped by what makes them the same.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { deploymentId, errorGroupId, projectId } from './ids.ts';

/** Whose way of writing stacks it was; `other` for a message without one. */
export const errorLanguage = z.enum([
  'javascript',
  'python',
  'java',
  'go',
  'ruby',
  'php',
  'dotnet',
  'rust',
  'elixir',
  'other',
]);
export type ErrorLanguage = z.infer<typeof errorLanguage>;

export const errorGroupStatus = z.enum(['open', 'resolved', 'ignored']);
export type ErrorGroupStatus = z.infer<typeof errorGroupStatus>;

/** Groups that a project may have; the limit takes those first that were resolved and not seen for longest. */
export const MAX_ERROR_GROUPS = 500;
/** Occurrences of a group whose lines are kept, the newest ones. */
export const MAX_ERROR_SAMPLES = 10;

export const errorGroup = z.object({
  id: errorGroupId,
  projectId,
  language: errorLanguage,
  /** `TypeError`, `java.lang.IllegalStateException`, `panic`; empty for a message without one. */
  type: z.string(),
  /** As it was written last; secrets are masked. */
  message: z.string(),
  /** The innermost function of the application's own code, with its file: `renderBasket (src/basket.ts)`. */
  culprit: z.string().nullable(),
  status: errorGroupStatus,
  count: z.number().int(),
  firstSeenAt: isoTime,
  lastSeenAt: isoTime,
  firstDeploymentId: deploymentId,
  lastDeploymentId: deploymentId,
  /** When it was resolved or ignored; null for one that is open and always was. */
  statusChangedAt: isoTime.nullable(),
  /** Resolved by the release after this one: seen in older ones it stays resolved. */
  resolvedAfterDeploymentId: deploymentId.nullable(),
  /** Seen again after it was resolved: when, and in which release. Null once it is resolved anew. */
  reopenedAt: isoTime.nullable(),
  reopenedIn: deploymentId.nullable(),
  /** How often in each of the last 24 hours, oldest first; the last one is not over yet. */
  hours: z.array(z.number().int()),
});
export type ErrorGroup = z.infer<typeof errorGroup>;

export const errorRelease = z.object({
  deploymentId,
  count: z.number().int(),
  firstSeenAt: isoTime,
  lastSeenAt: isoTime,
});
export type ErrorRelease = z.infer<typeof errorRelease>;

export const errorSample = z.object({
  deploymentId,
  /** Where it stands in the runtime log of its deployment. */
  firstSeq: z.number().int(),
  lastSeq: z.number().int(),
  at: isoTime,
  /** The lines, without colours, at most 8 KiB of them. */
  text: z.string(),
});
export type ErrorSample = z.infer<typeof errorSample>;

export const errorGroupDetail = errorGroup.extend({
  /** How often on each of the last 30 days, oldest first, days of UTC; today is the last. */
  days: z.array(z.number().int()),
  /** Newest first. */
  releases: z.array(errorRelease),
  /** Newest first. */
  samples: z.array(errorSample),
});
export type ErrorGroupDetail = z.infer<typeof errorGroupDetail>;

export const errorGroupList = z.object({
  /** Last seen first. */
  groups: z.array(errorGroup),
  /** Of the project, whatever was asked for. */
  counts: z.object({ open: z.number().int(), resolved: z.number().int(), ignored: z.number().int() }),
  /** Occurrences that found no place: the project has as many groups as it may, all of them seen lately. */
  droppedCount: z.number().int(),
  areNotificationsOn: z.boolean(),
});
export type ErrorGroupList = z.infer<typeof errorGroupList>;

const one = z.object({ id: errorGroupId });

export const errorGroupsContract = {
  list: oc
    .route({ method: 'GET', path: '/projects/{id}/errors', summary: 'List the errors of a project, grouped' })
    .input(z.object({ id: projectId, status: errorGroupStatus.optional() }))
    .output(errorGroupList),
  get: oc
    .route({ method: 'GET', path: '/errors/{id}', summary: 'Get a group of errors with its releases and samples' })
    .input(one)
    .output(errorGroupDetail),
  resolve: oc
    .route({ method: 'POST', path: '/errors/{id}/resolve', summary: 'Resolve errors: seen again, they are open again' })
    .input(
      one.extend({
        /** Only if seen in a release that comes after the newest one there is. */
        inNextRelease: z.boolean().default(false),
      }),
    )
    .output(errorGroup),
  ignore: oc
    .route({
      method: 'POST',
      path: '/errors/{id}/ignore',
      summary: 'Ignore errors: they are counted and nobody is told',
    })
    .input(one)
    .output(errorGroup),
  reopen: oc
    .route({ method: 'POST', path: '/errors/{id}/reopen', summary: 'Take back that errors are resolved or ignored' })
    .input(one)
    .output(errorGroup),
  setNotifications: oc
    .route({
      method: 'PUT',
      path: '/projects/{id}/errors/notifications',
      summary: 'Switch the notifications about new errors of a project on or off',
    })
    .input(z.object({ id: projectId, isOn: z.boolean() }))
    .output(z.object({ isOn: z.boolean() })),
};
