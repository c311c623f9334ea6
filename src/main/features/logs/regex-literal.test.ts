import { describe, expect, it } from 'vitest';
import { requiredLiteral } from './regex-literal.ts';

describe('requiredLiteral', () => {
  it.each([
    ['timeout', 'timeout'],
    ['connection refused$', 'connection refused'],
    ['user \\d+ not found', ' not found'],
    ['a+bcd', 'bcd'],
    ['abcd*', 'abc'],
    ['abc?d', 'ab'],
    ['abc{0,2}def', 'def'],
    ['abc{2}', 'abc'],
    ['(?:one|two) three', ' three'],
    ['[abc\\]]xyz', 'xyz'],
    ['1\\.2\\.3', '1.2.3'],
    ['\\u0041bc', 'bc'],
    ['one|two', ''],
    ['.*', ''],
    ['\\bword\\b', 'word'],
    ['(x(y)z)', ''],
    ['é+clair', 'clair'],
    ['', ''],
  ])('finds in /%s/ the text "%s"', (source, literal) => {
    expect(requiredLiteral(source)).toBe(literal);
  });

  it('is in whatever matches', () => {
    for (const [source, text] of [
      ['a{1,3}b', 'aaab'],
      ['x(ab|cd)*y', 'xy'],
      ['foo(?=bar)bar', 'foobar'],
      ['(?<year>\\d{4})-\\k<year>', '2026-2026'],
    ] as const) {
      expect(new RegExp(source).test(text)).toBe(true);
      expect(text).toContain(requiredLiteral(source));
    }
  });
});
