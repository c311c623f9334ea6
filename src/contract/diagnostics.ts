// What miniPaaS says of itself: its own log, and the report of a problem for those who mend it.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { deploymentId, hostId, projectId } from './ids.ts';
import { logLevel } from './log-level.ts';

export const ownLogEntry = z.object({
  /** The place of the line: unlike that of any other. */
  id: z.string(),
  /** Null for a line that is none of ours, such as half of one that a crash cut off. */
  at: isoTime.nullable(),
  level: logLevel,
  message: z.string(),
  projectId: z.number().int().nullable(),
  deploymentId: z.number().int().nullable(),
  hostId: z.number().int().nullable(),
  /** Everything else that was written of it, as JSON; empty where there is nothing. */
  context: z.string(),
});
export type OwnLogEntry = z.infer<typeof ownLogEntry>;

export const ownLogInput = z.object({
  /** This and worse. */
  level: logLevel.default('debug'),
  /** In the message or in what is written of it; capitals do not matter. */
  search: z.string().max(200).default(''),
  projectId: projectId.optional(),
  deploymentId: deploymentId.optional(),
  hostId: hostId.optional(),
  /** `older` of another answer: what stands before. */
  before: z.string().max(100).optional(),
  /** `newer` of another answer: what came since. With neither: the newest lines. */
  after: z.string().max(100).optional(),
  limit: z.number().int().min(1).max(1000).default(200),
  /** With `after`: wait so long for the next line. */
  waitMs: z.number().int().min(0).max(30_000).default(0),
});
export type OwnLogInput = z.infer<typeof ownLogInput>;

export const ownLogBatch = z.object({
  /** Oldest first. */
  entries: z.array(ownLogEntry),
  /** Null: there is nothing before. There may be fewer entries than asked for and still something before: a call looks through so much and no more. */
  older: z.string().nullable(),
  newer: z.string(),
});
export type OwnLogBatch = z.infer<typeof ownLogBatch>;

export const reportFile = z.object({ name: z.string(), sizeBytes: z.number().int(), content: z.string() });
export type ReportFile = z.infer<typeof reportFile>;

export const problemReport = z.object({
  id: z.string(),
  /** Of the archive. */
  name: z.string(),
  createdAt: isoTime,
  /** What is in the archive, word for word. */
  files: z.array(reportFile),
});
export type ProblemReport = z.infer<typeof problemReport>;

const byReport = z.object({ id: z.string().max(64) });

export const diagnosticsContract = {
  log: oc
    .route({ method: 'GET', path: '/control-plane/log', summary: 'What miniPaaS wrote into its own log' })
    .input(ownLogInput)
    .output(ownLogBatch),
  makeReport: oc
    .route({
      method: 'POST',
      path: '/reports',
      summary: 'Gather what is needed to mend a problem, without secrets; kept for 15 minutes',
      successStatus: 201,
    })
    .output(problemReport),
  removeReport: oc
    .route({ method: 'DELETE', path: '/reports/{id}', summary: 'Forget a report' })
    .input(byReport)
    .output(byReport),
};
