import { describe, expect, it } from 'vitest';
import {
  childOf,
  isWithin,
  nameOf,
  numberedName,
  parentOf,
  parseName,
  parsePath,
  parseThing,
  ROOT,
} from './volume-path.ts';

const refused = (text: string) => {
  try {
    parsePath(text);
    return null;
  } catch (error) {
    return error;
  }
};

describe('a path', () => {
  it('is normalised, with or without its leading slash', () => {
    for (const text of ['/a/b', 'a/b', '//a///b/', './a/./b/.']) {
      expect(parsePath(text)).toBe('/a/b');
    }
    expect(parsePath('/')).toBe('/');
    expect(parsePath('')).toBe('/');
  });

  it.each([
    '..',
    '../x',
    '/a/../../x',
    'a/..',
    '/..',
    '/a/../b',
    '..//x',
    './../x',
    '..\\x',
    'a\\..\\b',
    '%2e%2e%2fx',
    '%252e%252e%252fx',
    '..%5cx',
  ])('that leads upwards is refused: %s', (text) => {
    expect(refused(text)).toMatchObject({ code: 'PATH_INVALID', status: 400, field: 'path' });
  });

  it('of odd but good names is taken as it is', () => {
    for (const name of [
      '-rf',
      '--',
      '...',
      '..a',
      'a..',
      ' ',
      'a\nb',
      '"',
      "'",
      '$(id)',
      '`id`',
      '\\',
      '\udcff',
      '*',
      '%2e',
      '50%',
      'a..\\b',
      '~',
    ]) {
      expect(parsePath(`/${name}`)).toBe(`/${name}`);
    }
    expect(parsePath(`/${'ü'.repeat(127)}`)).toBe(`/${'ü'.repeat(127)}`);
  });

  it.each([
    ['a NUL byte', '/a\0b'],
    ['a name of more than 255 bytes', `/${'ü'.repeat(128)}`],
    ['more than a path may have', `/${'abcdefghi/'.repeat(400)}`],
    ['a surrogate that is no byte', '/\ud800'],
    ['bytes spelled in two ways', '/\udcc3\udcbc'],
    ['the names of unfinished uploads', '/a/.minipaas-part-0123456789abcdef/x'],
  ])('with %s is refused', (_what, text) => {
    expect(refused(text)).toMatchObject({ code: 'PATH_INVALID' });
  });

  it('that must be a thing in the volume is not the root', () => {
    expect(() => parseThing('/./')).toThrow(expect.objectContaining({ code: 'PATH_INVALID' }));
  });
});

it('takes single names only', () => {
  expect(parseName('a b')).toBe('a b');
  for (const name of ['', '.', '..', 'a/b', '/', 'a\0']) {
    expect(() => parseName(name)).toThrow(expect.objectContaining({ code: 'PATH_INVALID', field: 'name' }));
  }
});

it('knows parents, names and what is inside what', () => {
  expect(parentOf(parsePath('/a/b'))).toBe('/a');
  expect(parentOf(parsePath('/a'))).toBe('/');
  expect(nameOf(parsePath('/a/b'))).toBe('b');
  expect(childOf(ROOT, 'x')).toBe('/x');
  expect(childOf(parsePath('/a'), 'x')).toBe('/a/x');
  expect(isWithin(parsePath('/ab'), parsePath('/a'))).toBe(false);
  expect(isWithin(parsePath('/a/b'), parsePath('/a'))).toBe(true);
  expect(isWithin(parsePath('/a'), ROOT)).toBe(true);
});

it('numbers names before their extension and within 255 bytes', () => {
  expect(numberedName('report.pdf', 2)).toBe('report (2).pdf');
  expect(numberedName('a.tar.gz', 3)).toBe('a (3).tar.gz');
  expect(numberedName('.env', 2)).toBe('.env (2)');
  expect(numberedName('folder', 2)).toBe('folder (2)');
  const long = numberedName(`${'ü'.repeat(125)}.txt`, 12);
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(255);
  expect(long.endsWith(' (12).txt')).toBe(true);
});
