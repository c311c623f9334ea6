import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { deployment } from './deployments.ts';
import { host } from './hosts.ts';
import { errorGroupId, hostId, projectId } from './ids.ts';

/** Small state changes, coalesced; a client that reconnects re-reads what it shows. Logs do not travel here. */
export const event = z.discriminatedUnion('type', [
  /** First of each stream: everything shown before may be stale. */
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('deployment'), deployment }),
  z.object({ type: z.literal('project'), projectId }),
  z.object({ type: z.literal('projectRemoved'), projectId }),
  z.object({ type: z.literal('environment'), projectId }),
  z.object({ type: z.literal('queue') }),
  z.object({ type: z.literal('host'), host }),
  z.object({ type: z.literal('hostRemoved'), hostId }),
  /** Of a host. */
  z.object({ type: z.literal('ingress'), hostId }),
  z.object({ type: z.literal('domains'), projectId }),
  /** Of a project: one came, went, changed, or holds more or less than before. */
  z.object({ type: z.literal('volumes'), projectId }),
  z.object({ type: z.literal('backups') }),
  /** Of a project: errors of its application came, or somebody decided on them. */
  z.object({ type: z.literal('errors'), projectId }),
  /** An error that nobody has seen before, or that came back after it was resolved; `count` of them, this the first. */
  z.object({
    type: z.literal('errorNews'),
    projectId,
    groupId: errorGroupId,
    isReopened: z.boolean(),
    title: z.string(),
    count: z.number().int(),
  }),
  /** One came, went, changed, or its rotation went on. */
  z.object({ type: z.literal('sharedSecrets') }),
  z.object({ type: z.literal('settings') }),
  /** How many findings of the health checks are failed, and how many are warnings. */
  z.object({ type: z.literal('health'), failed: z.number().int(), warnings: z.number().int() }),
  /** A port was opened or closed, or a connection to one failed. */
  z.object({ type: z.literal('forwards') }),
]);
export type AppEvent = z.infer<typeof event>;

export const eventsContract = {
  subscribe: oc
    .route({ method: 'GET', path: '/events', summary: 'State changes as server-sent events' })
    .output(eventIterator(event)),
};
