import { describe, expect, it } from 'vitest';
import { diskPath, safeName, safePath, systemProblem } from './disk-names.ts';

describe('safeName', () => {
  it('keeps what the system can have', () => {
    for (const name of ['a b.txt', '-rf', 'two\nlines', 'ü', '...', 'con']) expect(safeName(name, 'linux')).toBe(name);
  });

  it('leads nowhere else', () => {
    expect(['..', '.', '', 'a/b', 'a\0b'].map((name) => safeName(name, 'linux'))).toEqual([
      '__',
      '_',
      '_',
      'a_b',
      'a_b',
    ]);
    expect(safePath('../../etc/passwd', 'linux')).toEqual(['__', '__', 'etc', 'passwd']);
    expect(safePath('a/..\\..\\b', 'win32')).toEqual(['a', '.._.._b']);
  });

  it('gives Windows names that it takes', () => {
    expect(
      ['a:b?.txt', 'CON', 'nul.txt', 'end. ', 'C:\\x', 'caf\udce9'].map((name) => safeName(name, 'win32')),
    ).toEqual(['a_b_.txt', '_CON', '_nul.txt', 'end_', 'C__x', 'caf\ufffd']);
  });
});

it('passes names on that are no text', () => {
  expect(diskPath('/tmp/caf\udce9')).toEqual(Buffer.from('/tmp/caf\xe9', 'latin1'));
  expect(diskPath('/tmp/ü')).toBe('/tmp/ü');
});

it('says in words what the system says in letters', () => {
  expect(systemProblem(Object.assign(new Error('x'), { code: 'EACCES' }))).toBe('this user may not');
  expect(systemProblem(new Error('odd'))).toBe('odd');
});
