import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { deploymentId } from './ids.ts';

export const logKind = z.enum(['build', 'runtime']);
export type LogKind = z.infer<typeof logKind>;

export const logStream = z.enum(['stdout', 'stderr', 'system']);
export type LogStream = z.infer<typeof logStream>;

export const logLine = z.object({
  /** 1 for the first line of a log; no number is used twice or left out. */
  seq: z.number().int(),
  at: isoTime,
  stream: logStream,
  /** Without its line end; may hold ANSI colour codes. */
  text: z.string(),
});
export type LogLine = z.infer<typeof logLine>;

export const logBatch = z.object({
  lines: z.array(logLine),
  /** Give it back as `after` to go on. */
  next: z.number().int(),
  /** The first line still kept and the last one written; 0 and 0 for an empty log. */
  first: z.number().int(),
  last: z.number().int(),
  /** Nothing more will be written. */
  isComplete: z.boolean(),
});
export type LogBatch = z.infer<typeof logBatch>;

/** A batch holds at most this many bytes of text, and at least one line. */
export const MAX_LOG_BATCH_BYTES = 65_536;

export const logsContract = {
  read: oc
    .route({
      method: 'GET',
      path: '/deployments/{id}/logs',
      summary: 'Read log lines after a sequence number, waiting for new ones if asked',
    })
    .input(
      z.object({
        id: deploymentId,
        kind: logKind.default('build'),
        after: z.number().int().min(0).default(0),
        maxBytes: z.number().int().min(1).max(MAX_LOG_BATCH_BYTES).default(MAX_LOG_BATCH_BYTES),
        /** Milliseconds to wait when there is no line yet. */
        waitMs: z.number().int().min(0).max(25_000).default(0),
      }),
    )
    .output(logBatch),
};
