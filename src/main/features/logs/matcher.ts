// What a search is looking for, as a question about lines. Pure, but for a regular expression, which runs where it can be stopped.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import { type LineLevel, levelOf } from '../../../contract/log-level.ts';
import type { LogLine } from '../../../contract/logs.ts';
import type { LogMatcher, RegexRunner } from './ports.ts';
import { requiredLiteral } from './regex-literal.ts';

export interface LogQuestion {
  readonly query: string;
  readonly isRegex: boolean;
  readonly isCaseSensitive: boolean;
  /** Empty: any, and lines without one. */
  readonly levels: readonly LineLevel[];
  /** Newest time that counts, in ms since the epoch. */
  readonly to: number | null;
}

/** Throws VALIDATION_FAILED where the expression is none. */
export function createMatcher(
  { query, isRegex, isCaseSensitive, levels, to }: LogQuestion,
  regex: Pick<RegexRunner, 'test'>,
): LogMatcher {
  const wanted = new Set(levels);
  const counts = ({ at, text }: LogLine): boolean => {
    const level = wanted.size === 0 ? null : levelOf(text);
    return (to === null || Date.parse(at) <= to) && (wanted.size === 0 || (level !== null && wanted.has(level)));
  };
  if (!isRegex) {
    const folded = query.toLowerCase();
    const holds = (text: string): boolean =>
      isCaseSensitive ? text.includes(query) : text.toLowerCase().includes(folded);
    return {
      literal: query,
      isCaseSensitive,
      test: (lines) => lines.map((line) => holds(line.text) && counts(line)),
    };
  }
  const expression = compile(query, isCaseSensitive);
  return {
    literal: requiredLiteral(expression.source),
    isCaseSensitive,
    async test(lines) {
      // The cheap questions first.
      const asked = lines.map(counts);
      const answers = await regex.test(
        expression,
        lines.filter((_, index) => asked[index]).map(({ text }) => text),
      );
      let next = 0;
      return asked.map((isAsked) => isAsked && answers[next++] === true);
    },
  };
}

/** The lines with what a regular expression has found in them. */
export type LineMarker = (lines: readonly LogLine[]) => Promise<readonly LogLine[]>;

/** Throws VALIDATION_FAILED where the expression is none. */
export function createMarker(
  { query, isRegex, isCaseSensitive }: Pick<LogQuestion, 'query' | 'isRegex' | 'isCaseSensitive'>,
  regex: Pick<RegexRunner, 'find'>,
): LineMarker {
  if (!isRegex || query === '') {
    return async (lines) => lines;
  }
  const expression = compile(query, isCaseSensitive);
  return async (lines) => {
    try {
      const found = await regex.find(
        expression,
        lines.map(({ text }) => text),
      );
      return lines.map((line, index) => ({ ...line, marks: [...(found[index] ?? [])] }));
    } catch (error) {
      // That a line has it was found in time; to find all places of it took longer. The lines are worth more than the marks.
      if (isAppError(error) && error.code === 'SEARCH_TOO_SLOW') {
        return lines;
      }
      throw error;
    }
  };
}

function compile(query: string, isCaseSensitive: boolean): RegExp {
  try {
    return new RegExp(query, isCaseSensitive ? '' : 'i');
  } catch (cause) {
    // "Invalid regular expression: /(/: Unterminated group": the reason is behind the last colon.
    const reason = cause instanceof Error ? cause.message.replace(/^.*: /s, '') : String(cause);
    const problem = `is no regular expression: ${reason}`;
    throw new AppError('VALIDATION_FAILED', { field: 'query', problem }, { field: 'query', cause });
  }
}
