/** The filter of one log as the address holds it, and as the contract asks it. Pure. */
import { type LineLevel, logLevel } from '../../../contract/log-level.ts';
import { hasFilter, type LogFilter, noFilter } from '../../../contract/logs.ts';
import type { LogSearch } from './log-search.ts';

/** Null: all lines. */
export function filterOf({ only, onlyRegex, onlyLevels }: LogSearch): LogFilter | null {
  const filter = { ...noFilter, query: only ?? '', isRegex: onlyRegex === true, levels: [...parseLevels(onlyLevels)] };
  return hasFilter(filter) ? filter : null;
}

/** `warn-error`, as an address holds them. */
export function parseLevels(text: string | undefined): readonly LineLevel[] {
  return (text ?? '').split('-').flatMap((name) => {
    const level = logLevel.safeParse(name);
    return level.success ? [level.data] : [];
  });
}

export function formatLevels(levels: readonly LineLevel[]): string | undefined {
  return levels.length === 0 ? undefined : levels.join('-');
}
