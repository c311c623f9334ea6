// A search over the made-up logs of the dashboard's world, as the contract says.
import type { DeploymentId, ProjectId } from '../../../src/contract/ids.ts';
import { levelOf } from '../../../src/contract/log-level.ts';
import type { LogKind, LogSearchHit, LogSearchInput, LogSearchResult } from '../../../src/contract/logs.ts';
import { type LogReader, makeLine } from './log-lines.ts';

/** Lines that one part looks at. */
const PART = 20_000;

export function searchLogs(
  logs: ReadonlyMap<string, LogReader>,
  input: LogSearchInput,
  projectOf: (id: number) => ProjectId | undefined,
): LogSearchResult {
  const places = [...logs]
    .map(([key, reader]) => {
      const [id, kind] = key.split(':');
      return { deploymentId: Number(id) as DeploymentId, kind: kind as LogKind, last: reader.last() };
    })
    .filter(({ deploymentId, kind }) => {
      const project = projectOf(deploymentId);
      return (
        project !== undefined &&
        (input.projectId ?? project) === project &&
        (input.deploymentId ?? deploymentId) === deploymentId &&
        (input.kind ?? kind) === kind
      );
    })
    .toSorted((a, b) => b.deploymentId - a.deploymentId);
  const expression = input.isRegex ? new RegExp(input.query, input.isCaseSensitive ? '' : 'i') : null;
  const holds = (text: string): boolean =>
    expression?.test(text) ??
    (input.isCaseSensitive ? text.includes(input.query) : text.toLowerCase().includes(input.query.toLowerCase()));
  const all = expression === null ? null : new RegExp(expression, `${expression.flags}g`);
  const marked = (text: string) => (all === null ? {} : { marks: [...new Set(text.match(all))] });
  const [startPlace = 0, startSeq = Number.POSITIVE_INFINITY] = input.cursor?.split(':').map(Number) ?? [];
  const hits: LogSearchHit[] = [];
  let looked = 0;
  for (const [index, { deploymentId, kind, last }] of places.entries()) {
    if (index < startPlace) continue;
    for (let seq = index === startPlace ? Math.min(last, startSeq - 1) : last; seq > 0; seq -= 1) {
      const line = makeLine(seq);
      const level = levelOf(line.text);
      const project = projectOf(deploymentId);
      const counts = input.levels.length === 0 || (level !== null && input.levels.includes(level));
      if (project !== undefined && counts && holds(line.text)) {
        hits.push({ projectId: project, deploymentId, kind, line: { ...line, ...marked(line.text) }, level });
      }
      looked += 1;
      if (hits.length >= input.limit || looked >= PART) {
        return {
          hits,
          nextCursor: `${index}:${seq}`,
          searchedBytes: looked * 80,
          searchedLogs: index,
          totalLogs: places.length,
        };
      }
    }
  }
  return { hits, nextCursor: null, searchedBytes: looked * 80, searchedLogs: places.length, totalLogs: places.length };
}
