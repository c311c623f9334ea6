// Lines of one log that say something certain, in order: what a filtered tail, a download of a part and the command line read.
import { levelOf } from '../../../contract/log-level.ts';
import { hasFilter, type LogFilter, type LogKind, type LogLine } from '../../../contract/logs.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import { createMarker, createMatcher } from './matcher.ts';
import type { LogFiles, RegexRunner } from './ports.ts';

export interface LineFilter {
  /** Throws SEARCH_TOO_SLOW. */
  choose(lines: readonly LogLine[]): Promise<readonly LogLine[]>;
}

/** Throws VALIDATION_FAILED where the regular expression is none. */
export function createLineFilter(filter: LogFilter, regex: Pick<RegexRunner, 'test'>): LineFilter {
  if (!hasFilter(filter)) {
    return { choose: async (lines) => lines };
  }
  const from = filter.from === undefined ? null : Date.parse(filter.from);
  const to = filter.to === undefined ? null : Date.parse(filter.to);
  const matcher = createMatcher({ ...filter, to }, regex);
  return {
    async choose(lines) {
      const late = from === null ? lines : lines.filter(({ at }) => Date.parse(at) >= from);
      const answers = await matcher.test(late);
      return late.filter((_, index) => answers[index] === true);
    },
  };
}

interface FilteredReadDeps {
  readonly files: Pick<LogFiles, 'read'>;
  readonly regex: Pick<RegexRunner, 'test' | 'find'>;
}

export interface FilteredRead {
  readonly id: DeploymentId;
  readonly kind: LogKind;
  readonly after: number;
  readonly maxBytes: number;
  readonly filter: LogFilter;
}

/** Looks at most so long before it tells how far it is. */
const PART_MS = 250;
const LOOK_BYTES = 262_144;

export function createFilteredRead({ files, regex }: FilteredReadDeps) {
  /** `next`: the last line that was looked at, whether it was chosen or not. */
  return async function readFiltered(
    input: FilteredRead,
    signal: AbortSignal,
  ): Promise<{ readonly lines: readonly LogLine[]; readonly next: number }> {
    const { id, kind, maxBytes } = input;
    const filter = createLineFilter(input.filter, regex);
    const marked = createMarker(input.filter, regex);
    const endAt = performance.now() + PART_MS;
    const lines: LogLine[] = [];
    let bytes = 0;
    let next = input.after;
    do {
      signal.throwIfAborted();
      const looked = await files.read(id, kind, { after: next, maxBytes: LOOK_BYTES });
      const newest = looked.at(-1);
      if (newest === undefined) {
        break;
      }
      for (const line of await marked(await filter.choose(looked))) {
        bytes += Buffer.byteLength(line.text);
        if (bytes > maxBytes && lines.length > 0) {
          return { lines, next: lines.at(-1)?.seq ?? next };
        }
        lines.push(line);
      }
      next = newest.seq;
    } while (performance.now() < endAt);
    return { lines, next };
  };
}

export type DownloadFormat = 'text' | 'json';

/** As a file holds them: `2026-… stdout text`, or an object a line. */
export function formatLines(lines: readonly LogLine[], format: DownloadFormat): Buffer {
  const texts =
    format === 'json'
      ? lines.map(({ seq, at, stream, text }) => `${JSON.stringify({ seq, at, stream, level: levelOf(text), text })}\n`)
      : lines.map(({ at, stream, text }) => `${at} ${stream} ${text}\n`);
  return Buffer.from(texts.join(''));
}
