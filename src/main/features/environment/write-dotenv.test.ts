import { parse } from 'dotenv';
import { describe, expect, it } from 'vitest';
import { parseDotenv } from './dotenv.ts';
import { writeDotenv, writeValue } from './write-dotenv.ts';

describe('writeDotenv', () => {
  it.each([
    ['', ''],
    ['plain', 'plain'],
    ['postgres://a:b@c:5432/d', 'postgres://a:b@c:5432/d'],
    ['two words', "'two words'"],
    ['a#b', "'a#b'"],
    ['$HOME', "'$HOME'"],
    ["it's", "`it's`"],
    ["'`", `"'\`"`],
    ['one\ntwo', "'one\ntwo'"],
    ['one\r\ntwo', '"one\\r\ntwo"'],
    ['literally \\n', "'literally \\n'"],
    ['C:\\dir\\', 'C:\\dir\\'],
    [`a'b"c\`d`, `a'b"c\`d`],
    [`'"\``, null],
    ['ends with\n\\', null],
  ])('writes %j as %j', (value, written) => {
    expect(writeValue(value)).toBe(written);
  });

  it('names what it cannot express instead of writing something else', () => {
    expect(
      writeDotenv([
        { key: 'A', value: '1' },
        { key: 'B', value: `'"\`#` },
      ]),
    ).toEqual({
      text: 'A=1\n# B has a value that this format cannot express\n',
      unwritable: ['B'],
    });
  });

  it('gives back what it was given, read by miniPaaS and by the dotenv package', () => {
    const random = numbers(7);
    const parts = ['"', "'", '`', '\\', '\\n', '\n', '\r', ' ', '#', '=', '$X', 'x', 'ü', '\t', 'B=', '{"a":1}'];
    let written = 0;
    for (let round = 0; round < 2000; round += 1) {
      const variables = Array.from({ length: 4 }, (_, index) => ({
        key: `K${index}`,
        value: Array.from({ length: random(8) }, () => parts[random(parts.length)]).join(''),
      }));
      const { text, unwritable } = writeDotenv(variables);
      const expected = Object.fromEntries(
        variables.filter(({ key }) => !unwritable.includes(key)).map(({ key, value }) => [key, value]),
      );
      const ours = parseDotenv(text).map((entry) => (entry.kind === 'variable' ? [entry.key, entry.value] : [entry]));
      expect(Object.fromEntries(ours), text).toEqual(expected);
      expect(parse(text), text).toEqual(expected);
      written += Object.keys(expected).length;
    }
    expect(written).toBeGreaterThan(5000);
  });
});

/** The same numbers at every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(state / 256) % below;
  };
}
