import { describe, expect, it } from 'vitest';
import { nextSort, sortBy } from './sort.ts';

describe('sortBy', () => {
  it('reads numbers in names as numbers and ignores case', () => {
    expect(sortBy(['web-10', 'Web-2', 'api'], (name) => name, 'asc')).toEqual(['api', 'Web-2', 'web-10']);
    expect(sortBy([3, 20, 1], (value) => value, 'desc')).toEqual([20, 3, 1]);
  });

  it('puts what has no value last, both ways, and leaves the given rows alone', () => {
    const rows = [null, 2, 1];
    expect(sortBy(rows, (value) => value, 'asc')).toEqual([1, 2, null]);
    expect(sortBy(rows, (value) => value, 'desc')).toEqual([2, 1, null]);
    expect(rows).toEqual([null, 2, 1]);
  });
});

it('a second press turns the order round, another column begins ascending', () => {
  expect(nextSort({ by: 'name', direction: 'asc' }, 'name')).toEqual({ by: 'name', direction: 'desc' });
  expect(nextSort({ by: 'name', direction: 'desc' }, 'state')).toEqual({ by: 'state', direction: 'asc' });
});
