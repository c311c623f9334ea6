import { describe, expect, it } from 'vitest';
import { fuzzyFilter, fuzzyMatch } from './fuzzy.ts';

describe('fuzzyMatch', () => {
  it('finds letters in order and says where', () => {
    expect(fuzzyMatch('npj', 'New project')?.ranges).toEqual([
      [0, 1],
      [4, 5],
      [7, 8],
    ]);
  });

  it('finds nothing where a letter is missing or out of order', () => {
    expect(fuzzyMatch('pn', 'New project'.slice(0, 5))).toBeNull();
    expect(fuzzyMatch('x', 'queue')).toBeNull();
  });

  it('ignores case and spaces of the query, and matches all for none', () => {
    expect(fuzzyMatch('NEW PRO', 'new project')?.ranges).toEqual([
      [0, 3],
      [4, 7],
    ]);
    expect(fuzzyMatch('  ', 'anything')).toEqual({ score: 0, ranges: [] });
  });

  it('prefers a run at the start of a word to letters scattered earlier', () => {
    expect(fuzzyMatch('log', 'l o g then logs')?.ranges).toEqual([[11, 14]]);
  });
});

describe('fuzzyFilter', () => {
  it('puts the best first and keeps the given order among equals', () => {
    const names = ['catalog', 'logs', 'billing', 'open logs'];
    expect(fuzzyFilter('log', names, (name) => name)).toEqual(['logs', 'open logs', 'catalog']);
    expect(fuzzyFilter('', names, (name) => name)).toEqual(names);
  });
});
