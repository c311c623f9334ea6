/** A search over logs as the address holds it, and as the contract asks it. Pure. */
import type { ProjectId } from '../../../contract/ids.ts';
import { type LineLevel, logLevel } from '../../../contract/log-level.ts';
import type { LogKind, LogSearchInput } from '../../../contract/logs.ts';
import type { LogSearch } from './log-search.ts';

export const spans = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000, all: null } as const;
export type Span = keyof typeof spans;

export interface LogQuery {
  readonly text: string;
  readonly isRegex: boolean;
  readonly isCaseSensitive: boolean;
  readonly levels: readonly LineLevel[];
  readonly span: Span;
  readonly kind: LogKind | 'both';
  readonly isEveryProject: boolean;
}

export function queryOf(search: LogSearch): LogQuery {
  const flags = search.in ?? '';
  return {
    text: search.q ?? '',
    isRegex: search.regex === true,
    isCaseSensitive: search.case === true,
    levels: (search.level ?? '').split('-').flatMap((name) => {
      const level = logLevel.safeParse(name);
      return level.success ? [level.data] : [];
    }),
    span: search.since ?? 'all',
    kind: flags === 'build' || flags === 'runtime' ? flags : 'both',
    isEveryProject: search.every === true,
  };
}

/** What is as usual is not in the address. */
export function searchOf(query: LogQuery): Partial<LogSearch> {
  return {
    q: query.text === '' ? undefined : query.text,
    regex: query.isRegex ? true : undefined,
    case: query.isCaseSensitive ? true : undefined,
    level: query.levels.length === 0 ? undefined : query.levels.join('-'),
    since: query.span === 'all' ? undefined : query.span,
    in: query.kind === 'both' ? undefined : query.kind,
    every: query.isEveryProject ? true : undefined,
  };
}

/** Null: there is nothing to look for yet. `now`, in ms since the epoch, is fixed for all parts of one search. */
export function inputOf(query: LogQuery, projectId: ProjectId, now: number): Omit<LogSearchInput, 'cursor'> | null {
  if (query.text === '' && query.levels.length === 0) return null;
  const span = spans[query.span];
  return {
    ...(query.isEveryProject ? {} : { projectId }),
    ...(query.kind === 'both' ? {} : { kind: query.kind }),
    ...(span === null ? {} : { from: new Date(now - span).toISOString() }),
    query: query.text,
    isRegex: query.isRegex,
    isCaseSensitive: query.isCaseSensitive,
    levels: [...query.levels],
    limit: 100,
  };
}
