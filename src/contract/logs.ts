import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { deploymentId, projectId } from './ids.ts';
import { logLevel } from './log-level.ts';

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
  /** Pieces of the text that a regular expression found, each once; only where one was asked for. */
  marks: z.array(z.string()).optional(),
});
export type LogLine = z.infer<typeof logLine>;

export const logBatch = z.object({
  lines: z.array(logLine),
  /** Give it back as `after` to go on. With a filter, the last line that was looked at. */
  next: z.number().int(),
  /** The first line still kept and the last one written; 0 and 0 for an empty log. */
  first: z.number().int(),
  last: z.number().int(),
  /** Nothing more will be written. */
  isComplete: z.boolean(),
});
export type LogBatch = z.infer<typeof logBatch>;

/** What a line must say to be read. Left out: all lines. */
export const logFilter = z.object({
  /** A text, or a regular expression of JavaScript. */
  query: z.string().max(1000).default(''),
  isRegex: z.boolean().default(false),
  isCaseSensitive: z.boolean().default(false),
  /** Only lines that say one of these; left out or empty: all lines. */
  levels: z.array(logLevel).max(4).default([]),
  from: isoTime.optional(),
  to: isoTime.optional(),
});
export type LogFilter = z.infer<typeof logFilter>;

export const noFilter: LogFilter = { query: '', isRegex: false, isCaseSensitive: false, levels: [] };

/** Any of it may be left out. */
export type SomeLogFilter = { readonly [K in keyof LogFilter]?: LogFilter[K] | undefined };

export function wholeFilter({ query, isRegex, isCaseSensitive, levels, from, to }: SomeLogFilter): LogFilter {
  return {
    query: query ?? '',
    isRegex: isRegex ?? false,
    isCaseSensitive: isCaseSensitive ?? false,
    levels: levels ?? [],
    from,
    to,
  };
}

export function hasFilter({ query, levels, from, to }: LogFilter): boolean {
  return query !== '' || levels.length > 0 || from !== undefined || to !== undefined;
}

/** What one log may take on the disk; its oldest lines go for new ones. */
export const MAX_LOG_FILE_BYTES = 100 * 1_048_576;

/** A batch holds at most this many bytes of text, and at least one line. */
export const MAX_LOG_BATCH_BYTES = 65_536;

export const logSearchInput = logFilter.extend({
  /** Of one project, or of one deployment; of all where both are left out. */
  projectId: projectId.optional(),
  deploymentId: deploymentId.optional(),
  /** Both where left out. */
  kind: logKind.optional(),
  /** A text, or a regular expression of JavaScript. Empty: every line that the rest lets through. */
  query: z.string().max(1000).default(''),
  isRegex: z.boolean().default(false),
  isCaseSensitive: z.boolean().default(false),
  /** Only lines that say one of these; left out or empty: all lines. */
  levels: z.array(logLevel).max(4).default([]),
  from: isoTime.optional(),
  to: isoTime.optional(),
  limit: z.number().int().min(1).max(500).default(100),
  /** Of the part before. */
  cursor: z.string().max(200).optional(),
});
export type LogSearchInput = z.infer<typeof logSearchInput>;

export const logSearchHit = z.object({
  projectId,
  deploymentId,
  kind: logKind,
  line: logLine,
  level: logLevel.nullable(),
});
export type LogSearchHit = z.infer<typeof logSearchHit>;

/** One part of a search: no hits and a cursor means "not yet", not "none". */
export const logSearchResult = z.object({
  /** Newest deployment first, newest line first. */
  hits: z.array(logSearchHit),
  /** Null: everything was looked at. */
  nextCursor: z.string().nullable(),
  searchedBytes: z.number(),
  /** Logs that are done, of all that are to be searched. */
  searchedLogs: z.number().int(),
  totalLogs: z.number().int(),
});
export type LogSearchResult = z.infer<typeof logSearchResult>;

export const logsContract = {
  search: oc
    .route({ method: 'GET', path: '/logs/search', summary: 'Search the logs of one or all projects, a part at a time' })
    .input(logSearchInput)
    .output(logSearchResult),
  read: oc
    .route({
      method: 'GET',
      path: '/deployments/{id}/logs',
      summary: 'Read log lines after a sequence number, waiting for new ones if asked; only some, with a filter',
    })
    .input(
      logFilter.partial().extend({
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
