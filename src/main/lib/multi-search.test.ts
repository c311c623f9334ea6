import { describe, expect, it } from 'vitest';
import { createMultiSearch } from './multi-search.ts';

const find = (patterns: readonly string[], text: string): string[] =>
  createMultiSearch(patterns)(text).map(({ start, end }) => text.slice(start, end));

describe('searching for many texts at once', () => {
  it('finds each of them wherever it stands', () => {
    expect(find(['hunter2', 'swordfish'], 'hunter2 then swordfish, hunter2')).toEqual([
      'hunter2',
      'swordfish',
      'hunter2',
    ]);
  });

  it('finds nothing in nothing, and nothing of nothing', () => {
    expect(find([], 'anything')).toEqual([]);
    expect(find(['long enough'], '')).toEqual([]);
    expect(find(['', 'x'], 'x')).toEqual([]);
  });

  it('joins what overlaps or touches', () => {
    expect(find(['abcd', 'cdef'], '..abcdef..')).toEqual(['abcdef']);
    expect(find(['abc', 'abcdef'], '.abcdef.')).toEqual(['abcdef']);
    expect(find(['aaaa'], 'aaaaaaa')).toEqual(['aaaaaaa']);
    expect(find(['abcd', 'efgh'], 'abcdefgh')).toEqual(['abcdefgh']);
  });

  it('finds texts of different lengths and other alphabets', () => {
    expect(find(['ab', 'пароль', '👋🏽secret', 'x'.repeat(1000)], `ab пароль 👋🏽secret ${'x'.repeat(1000)}`)).toEqual([
      'ab',
      'пароль',
      '👋🏽secret',
      'x'.repeat(1000),
    ]);
  });

  it('finds what a search for each alone would find', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const word = (length: number): string => Array.from({ length }, () => 'abc'[random(3)]).join('');
    for (let round = 0; round < 300; round += 1) {
      const patterns = Array.from({ length: 1 + random(6) }, () => word(2 + random(6)));
      const text = word(random(200));
      const covered = new Set<number>();
      for (const pattern of patterns) {
        for (let at = text.indexOf(pattern); at !== -1; at = text.indexOf(pattern, at + 1)) {
          for (let index = at; index < at + pattern.length; index += 1) {
            covered.add(index);
          }
        }
      }
      const spans = createMultiSearch(patterns)(text);
      const ours = spans.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, index) => start + index));
      expect(ours).toEqual([...covered].toSorted((a, b) => a - b));
    }
  });
});
