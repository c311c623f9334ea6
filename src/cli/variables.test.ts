import { describe, expect, it } from 'vitest';
import { parseAssignments } from './variables.ts';

describe('parseAssignments', () => {
  it('splits at the first =', () => {
    expect(parseAssignments(['A=1', 'URL=postgres://u:p@h/db?a=b', 'EMPTY=', '_x=ä b'], true)).toEqual([
      { key: 'A', value: '1', isSecret: true },
      { key: 'URL', value: 'postgres://u:p@h/db?a=b', isSecret: true },
      { key: 'EMPTY', value: '', isSecret: true },
      { key: '_x', value: 'ä b', isSecret: true },
    ]);
  });

  it.each([
    ['A', '"A" has no value'],
    ['1A=x', '"1A" is no name'],
    ['=x', '"" is no name'],
    ['a-b=x', '"a-b" is no name'],
  ])('refuses %s', (text, problem) => {
    expect(() => parseAssignments([text], false)).toThrow(problem);
  });

  it('never repeats a value', () => {
    let shown = '';
    try {
      parseAssignments(['1A=hunter2'], true);
    } catch (error) {
      shown = `${String(error)} ${JSON.stringify(error)}`;
    }
    expect(shown).toContain('1A');
    expect(shown).not.toContain('hunter2');
  });
});
