// What of a log the command line is asked for: a text or an expression, levels, and a time that may be said from now backwards.
import { type LineLevel, logLevel } from '../contract/log-level.ts';
import type { LogFilter } from '../contract/logs.ts';
import { usageError } from './cli-error.ts';

export interface FilterFlags {
  readonly grep?: string;
  readonly regex?: string;
  readonly caseSensitive?: boolean;
  readonly level?: string;
  readonly since?: string;
  readonly until?: string;
}

/** Throws a usage error that names the flag. */
export function filterOf(flags: FilterFlags, now: number): LogFilter {
  if (flags.grep !== undefined && flags.regex !== undefined) {
    throw usageError('regex', 'stands beside --grep', 'Give one of them.');
  }
  return {
    query: flags.regex ?? flags.grep ?? '',
    isRegex: flags.regex !== undefined,
    isCaseSensitive: flags.caseSensitive ?? false,
    levels: levelsOf(flags.level ?? ''),
    ...(flags.since === undefined ? {} : { from: momentOf('since', flags.since, now) }),
    ...(flags.until === undefined ? {} : { to: momentOf('until', flags.until, now) }),
  };
}

function levelsOf(text: string): LineLevel[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => {
      const level = logLevel.safeParse(name);
      if (!level.success) {
        throw usageError('level', `"${name}" is none`, `There are: ${logLevel.options.join(', ')}.`);
      }
      return level.data;
    });
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `90m`, `2d`: so long ago; else a date or a time, as `2026-11-22` or `2026-11-22T10:00:00Z`. */
export function momentOf(flag: string, text: string, now: number): string {
  const ago = /^(\d{1,6})([smhdw])$/.exec(text);
  const at = ago === null ? Date.parse(text) : now - Number(ago[1]) * (units[ago[2] ?? ''] ?? 0);
  if (Number.isNaN(at) || Math.abs(at) > 8.64e15) {
    throw usageError(
      flag,
      `"${text}" is no time`,
      'Say how long ago, as 30m, 6h or 2d, or a time, as 2026-11-22T10:00:00Z.',
    );
  }
  return new Date(at).toISOString();
}
