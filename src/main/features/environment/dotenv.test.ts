import { parse } from 'dotenv';
import { describe, expect, it } from 'vitest';
import { parseDotenv } from './dotenv.ts';

function values(text: string): Record<string, string> {
  return Object.fromEntries(
    parseDotenv(text).flatMap((entry) => (entry.kind === 'variable' ? [[entry.key, entry.value]] : [])),
  );
}

/** The cases that dotenv documents, and those where readers differ. */
const cases: readonly string[] = [
  'BASIC=basic',
  'EMPTY=',
  "EMPTY_SINGLE=''",
  'EMPTY_DOUBLE=""',
  'SPACES =  some spaced out string  ',
  "SINGLE='single quotes'",
  "SPACED='    single quotes    '",
  'DOUBLE="double quotes"',
  'BACKTICK=`both "double" and \'single\'`',
  'EXPAND="expand\\nnew\\nlines"',
  "DONT_EXPAND='dont\\nexpand'",
  'UNQUOTED=dont\\nexpand',
  '# COMMENT=work',
  'INLINE=inline comments # work',
  "INLINE_QUOTED='inline # not' # work",
  'HASH=a#b',
  'EQUALS=equals==',
  'JSON={"foo": "bar"}',
  'JSON_QUOTED=\'{"foo": "bar"}\'',
  'USERNAME=therealnerdybeast@example.tld',
  'export EXPORTED=yes',
  '    INDENTED = yes',
  'COLON: yes',
  'MULTI="THIS\nIS\nA\nMULTILINE\nSTRING"',
  "PEM='-----BEGIN KEY-----\nabc=\n-----END KEY-----' # key",
  'UNCLOSED="half',
  'A=1\r\nB=2\r\n',
  '\uFEFFBOM=1',
  'TWICE=1\nTWICE=2',
  'DOLLAR=$HOME/${X}',
  'ESCAPED="say \\"hi\\""',
  'TRAILING="quoted" text',
  'BACKSLASH="C:\\dir\\"\nNEXT="x"',
  'TWO_BACKSLASHES="x\\\\" y"',
  'PAIRS="a" b "c"',
  'HALF="a\\nb',
  'RETURN="a\\rb"',
  'BACKTICK_LINES=`one\ntwo`',
  'export  SPACED=1',
  '\texport TABBED=1',
  'EXPORT_ALONE=export',
];

describe('parseDotenv', () => {
  it.each(cases)('reads %j as the dotenv package does', (text) => {
    expect(values(text)).toEqual(parse(text.replace(/^\uFEFF/, '')));
  });

  it('reads whatever is made of quotes, escapes, comments and line ends as the dotenv package does', () => {
    const parts = ['"', "'", '`', '\\', '\\n', '\\r', 'x', ' ', '#', '=', '\n', 'B=', '\nC=', '\\"', "\\'", '$X', '\t'];
    let state = 11;
    const random = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor(state / 256) % below;
    };
    for (let round = 0; round < 20_000; round += 1) {
      const text = `A=${Array.from({ length: random(12) }, () => parts[random(parts.length)]).join('')}`;
      // What the package takes from the next line after an empty one, or before a lone "=", is nothing that it documents.
      const isDocumented = !/[=:]\s*\n\s*['"`]|^\s*\w+\s*\n\s*=/m.test(text);
      expect(isDocumented ? values(text) : null, text).toEqual(isDocumented ? parse(text) : null);
    }
  });

  it('says which lines it cannot read, without their values', () => {
    expect(parseDotenv('OK=1\nnonsense canary\n\n1ST=canary\nA.B=canary\n')).toEqual([
      { kind: 'variable', line: 1, key: 'OK', value: '1' },
      { kind: 'invalid', line: 2, text: 'nonsense', reason: 'it is not NAME=value' },
      { kind: 'invalid', line: 4, text: '1ST', reason: expect.stringContaining('"1ST" is not a name') },
      { kind: 'invalid', line: 5, text: 'A.B', reason: expect.stringContaining('"A.B" is not a name') },
    ]);
  });

  it('counts lines across values of several', () => {
    expect(parseDotenv('A="1\n2\n3"\nB=4').map(({ line }) => line)).toEqual([1, 4]);
  });

  it('reads a megabyte of quotes that never end', () => {
    const long = `A="${'x\n'.repeat(500_000)}`;
    expect(parseDotenv(long)).toHaveLength(500_000);
  });
});
