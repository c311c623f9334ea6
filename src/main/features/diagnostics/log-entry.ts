// One line of the own log, as it is shown and as it is searched. Pure.
import type { OwnLogEntry, OwnLogInput } from '../../../contract/diagnostics.ts';
import { levelFrom, type LineLevel } from '../../../contract/log-level.ts';
import { type PlacedLine, placeText } from './log-lines.ts';

const rank: Readonly<Record<LineLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** pino writes the level first: most lines can be left out without being parsed. */
const levelFirst = /^\{"level":(\d+),/;

export type LogFilter = Pick<OwnLogInput, 'level' | 'search' | 'projectId' | 'deploymentId' | 'hostId'>;

/** Null where the filter does not let it through. */
export function entryOf(line: PlacedLine, filter: LogFilter): OwnLogEntry | null {
  const quick = levelFirst.exec(line.text)?.[1];
  if (quick !== undefined && rank[levelFrom(Number(quick)) ?? 'info'] < rank[filter.level]) {
    return null;
  }
  const entry = parse(line);
  return isWanted(entry, filter) ? entry : null;
}

function parse({ start, text }: PlacedLine): OwnLogEntry {
  const id = placeText(start);
  const data = parseObject(text);
  if (data === null || typeof data['msg'] !== 'string') {
    return {
      id,
      at: null,
      level: 'info',
      message: text,
      projectId: null,
      deploymentId: null,
      hostId: null,
      context: '',
    };
  }
  const { level, time, msg, ...rest } = data;
  return {
    id,
    at: typeof time === 'string' && !Number.isNaN(Date.parse(time)) ? new Date(time).toISOString() : null,
    level: levelFrom(level) ?? 'info',
    message: msg,
    projectId: idOf(rest['projectId']),
    deploymentId: idOf(rest['deploymentId']),
    hostId: idOf(rest['hostId']),
    context: Object.keys(rest).length === 0 ? '' : JSON.stringify(rest, null, 2),
  };
}

function isWanted(entry: OwnLogEntry, { level, search, projectId, deploymentId, hostId }: LogFilter): boolean {
  return (
    rank[entry.level] >= rank[level] &&
    (projectId === undefined || entry.projectId === projectId) &&
    (deploymentId === undefined || entry.deploymentId === deploymentId) &&
    (hostId === undefined || entry.hostId === hostId) &&
    (search === '' || `${entry.message}\n${entry.context}`.toLowerCase().includes(search.toLowerCase()))
  );
}

const idOf = (value: unknown): number | null => (Number.isSafeInteger(value) ? (value as number) : null);

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Record<string, unknown>) : null;
  } catch {
    // Cut off by a crash, or written by somebody else: shown as it is.
    return null;
  }
}
