/** What each page keeps in its address. A value that makes no sense is left out: an old or mistyped link still opens. */
import { type ErrorSearch, isErrorSort } from '../features/error-groups/error-search.ts';
import { logLevel } from '../../contract/log-level.ts';
import type { OwnLogSearch } from '../features/diagnostics/own-log-search.ts';
import type { LogSearch } from '../features/logs/log-search.ts';
import { type AnalyticsSearch, toRange } from '../features/metrics/analytics-search.ts';
import { formatRange, parseRange } from '../features/logs/line-range.ts';
import { timeStyles } from '../features/logs/line-time.ts';
import { isProjectSort, type ProjectSort } from '../features/projects/project-list.tsx';
import type { SourceTab } from '../features/projects/new/draft.ts';
import { isFileSort, type StorageSearch } from '../features/storage/storage-search.ts';
import type { Direction } from '../lib/sort.ts';

type Raw = Readonly<Record<string, unknown>>;

export interface ProjectsSearch {
  readonly q?: string | undefined;
  readonly sort?: ProjectSort | undefined;
  readonly dir?: Direction | undefined;
  /** The new-project dialog is open, on this tab. */
  readonly new?: SourceTab | undefined;
  /** Repository, folder or image the dialog begins with. */
  readonly from?: string | undefined;
}

const tabs: readonly SourceTab[] = ['git', 'github', 'folder', 'image'];

/** `new=true` and `folder=PATH` are how the desktop's menu asks. */
export function projectsSearch(raw: Raw): ProjectsSearch {
  const folder = text(raw['folder']);
  const tab = tabs.find((known) => known === raw['new']) ?? (raw['new'] === true ? 'git' : undefined);
  return compact({
    q: text(raw['q']),
    sort: isProjectSort(raw['sort']) ? raw['sort'] : undefined,
    dir: direction(raw['dir']),
    new: folder === undefined ? tab : 'folder',
    from: folder ?? text(raw['from']),
  });
}

export interface OverviewSearch {
  /** The deployment that is shown large; without it the latest. */
  readonly deployment?: number | undefined;
}

export function overviewSearch(raw: Raw): OverviewSearch {
  return compact({ deployment: positive(raw['deployment']) });
}

const logKinds = ['build', 'runtime'] as const;
const logTabs = [...logKinds, 'search'] as const;
const logSpans = ['hour', 'day', 'week', 'range', 'all'] as const;

export function logSearch(raw: Raw): LogSearch {
  const range = parseRange(text(raw['line']));
  return compact({
    kind: logTabs.find((tab) => tab === raw['kind']),
    deployment: positive(raw['deployment']),
    line: range === null ? undefined : formatRange(range),
    at: positive(raw['at']),
    find: text(raw['find']),
    wrap: raw['wrap'] === true ? true : undefined,
    // `true` is how older links say it.
    times: raw['times'] === true ? 'local' : timeStyles.find((style) => style === raw['times']),
    raw: raw['raw'] === true ? true : undefined,
    only: text(raw['only']),
    onlyRegex: raw['onlyRegex'] === true ? true : undefined,
    onlyLevels: text(raw['onlyLevels']),
    q: text(raw['q']),
    regex: raw['regex'] === true ? true : undefined,
    case: raw['case'] === true ? true : undefined,
    level: text(raw['level']),
    since: logSpans.find((span) => span === raw['since']),
    from: text(raw['from']),
    to: text(raw['to']),
    in: logKinds.find((kind) => kind === raw['in']),
    every: raw['every'] === true ? true : undefined,
  });
}

export function errorSearch(raw: Raw): ErrorSearch {
  return compact({
    error: positive(raw['error']),
    status: (['resolved', 'ignored'] as const).find((status) => status === raw['status']),
    q: text(raw['q']),
    order: isErrorSort(raw['order']) ? raw['order'] : undefined,
    dir: direction(raw['dir']),
  });
}

export function storageSearch(raw: Raw): StorageSearch {
  return compact({
    volume: positive(raw['volume']),
    path: text(raw['path']),
    by: isFileSort(raw['by']) ? raw['by'] : undefined,
    dir: direction(raw['dir']),
    find: text(raw['find']),
  });
}

export function analyticsSearch(raw: Raw): AnalyticsSearch {
  return compact({ range: toRange(raw['range']), tables: text(raw['tables']) });
}

export function ownLogSearch(raw: Raw): OwnLogSearch {
  return compact({
    q: text(raw['q']),
    level: logLevel.options.find((level) => level === raw['level']),
    project: positive(raw['project']),
    deployment: positive(raw['deployment']),
    host: positive(raw['host']),
    still: raw['still'] === true ? true : undefined,
  });
}

export interface EnvironmentSearch {
  readonly q?: string | undefined;
}

export function environmentSearch(raw: Raw): EnvironmentSearch {
  return compact({ q: text(raw['q']) });
}

/** A search for `42` is read from the address as a number. */
function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function direction(value: unknown): Direction | undefined {
  return value === 'desc' || value === 'asc' ? value : undefined;
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

function compact<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
