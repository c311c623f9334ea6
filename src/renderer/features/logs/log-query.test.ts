import { describe, expect, it } from 'vitest';
import type { ProjectId } from '../../../contract/ids.ts';
import { inputOf, queryOf, searchOf } from './log-query.ts';

const project = 3 as ProjectId;
const now = 1_790_000_000_000;

describe('a search in the address', () => {
  it('is empty when nothing is asked', () => {
    const query = queryOf({});
    expect(Object.values(searchOf(query)).every((value) => value === undefined)).toBe(true);
    expect(inputOf(query, project, now)).toBeNull();
  });

  it('comes back as it was', () => {
    const search = {
      q: 'a b',
      regex: true,
      case: true,
      level: 'warn-error',
      since: 'day',
      in: 'build',
      every: true,
    } as const;
    expect(searchOf(queryOf(search))).toEqual(search);
  });

  it('asks for what it says', () => {
    expect(inputOf(queryOf({ q: 'x', level: 'error', since: 'hour', in: 'runtime' }), project, now)).toEqual({
      projectId: 3,
      kind: 'runtime',
      from: new Date(now - 3_600_000).toISOString(),
      query: 'x',
      isRegex: false,
      isCaseSensitive: false,
      levels: ['error'],
      limit: 100,
    });
    expect(inputOf(queryOf({ q: 'x', every: true }), project, now)).not.toHaveProperty('projectId');
    expect(inputOf(queryOf({ level: 'error' }), project, now)).toMatchObject({ query: '', levels: ['error'] });
  });

  it('leaves out what makes no sense', () => {
    expect(queryOf({ level: 'loud-error' }).levels).toEqual(['error']);
  });
});
