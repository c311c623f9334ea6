/** A search over logs as the address holds it, and as the contract asks it. Pure. */
import type { ProjectId } from '../../../contract/ids.ts';
import type { LineLevel } from '../../../contract/log-level.ts';
import type { LogKind, LogSearchInput } from '../../../contract/logs.ts';
import { formatLevels, parseLevels } from './log-filter.ts';
import type { LogSearch } from './log-search.ts';

export const spans = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000, range: null, all: null } as const;
export type Span = keyof typeof spans;

export interface LogQuery {
  readonly text: string;
  readonly isRegex: boolean;
  readonly isCaseSensitive: boolean;
  readonly levels: readonly LineLevel[];
  readonly span: Span;
  /** For the span `range`, as a field of a date and a time writes them; empty: no limit. */
  readonly from: string;
  readonly to: string;
  readonly kind: LogKind | 'both';
  readonly isEveryProject: boolean;
}

export function queryOf(search: LogSearch): LogQuery {
  const flags = search.in ?? '';
  return {
    text: search.q ?? '',
    isRegex: search.regex === true,
    isCaseSensitive: search.case === true,
    levels: parseLevels(search.level),
    span: search.since ?? 'all',
    from: search.from ?? '',
    to: search.to ?? '',
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
    level: formatLevels(query.levels),
    since: query.span === 'all' ? undefined : query.span,
    from: query.span === 'range' && query.from !== '' ? query.from : undefined,
    to: query.span === 'range' && query.to !== '' ? query.to : undefined,
    in: query.kind === 'both' ? undefined : query.kind,
    every: query.isEveryProject ? true : undefined,
  };
}

/** Null: there is nothing to look for yet. `now`, in ms since the epoch, is fixed for all parts of one search. */
export function inputOf(query: LogQuery, projectId: ProjectId, now: number): Omit<LogSearchInput, 'cursor'> | null {
  if (query.text === '' && query.levels.length === 0 && query.span !== 'range') return null;
  const span = spans[query.span];
  return {
    ...(query.isEveryProject ? {} : { projectId }),
    ...(query.kind === 'both' ? {} : { kind: query.kind }),
    ...(span === null ? {} : { from: new Date(now - span).toISOString() }),
    ...(query.span === 'range' ? rangeOf(query) : {}),
    query: query.text,
    isRegex: query.isRegex,
    isCaseSensitive: query.isCaseSensitive,
    levels: [...query.levels],
    limit: 100,
  };
}

/** In the reader's own time zone; the end is the end of its minute. */
function rangeOf({ from, to }: LogQuery): { from?: string; to?: string } {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  return {
    ...(Number.isNaN(begin) ? {} : { from: new Date(begin).toISOString() }),
    ...(Number.isNaN(end) ? {} : { to: new Date(end + 59_999).toISOString() }),
  };
}
