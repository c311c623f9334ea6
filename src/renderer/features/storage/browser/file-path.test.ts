import { describe, expect, it } from 'vitest';
import {
  baseName,
  crumbsOf,
  encodeForUrl,
  fromAddress,
  isWithin,
  joinPath,
  parentPath,
  toAddress,
} from './file-path.ts';

const latin = 'caf\udce9';

it('goes down and up', () => {
  expect([joinPath('/', 'a'), joinPath('/a', 'b')]).toEqual(['/a', '/a/b']);
  expect([parentPath('/a/b'), parentPath('/a'), parentPath('/')]).toEqual(['/a', '/', '/']);
  expect([baseName('/a/b.txt'), baseName('/')]).toEqual(['b.txt', '']);
});

it('names every step of the way', () => {
  expect(crumbsOf('/')).toEqual([{ name: '/', path: '/' }]);
  expect(crumbsOf('/a/b c')).toEqual([
    { name: '/', path: '/' },
    { name: 'a', path: '/a' },
    { name: 'b c', path: '/a/b c' },
  ]);
});

it('knows what lies in a folder by whole names', () => {
  expect([isWithin('/a/b', '/a'), isWithin('/a', '/a'), isWithin('/ab', '/a'), isWithin('/x', '/')]).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

describe('names of any bytes', () => {
  it('travel in a URL as the bytes they are', () => {
    expect(encodeForUrl(`/${latin} & 𝄞/%`)).toBe('%2Fcaf%E9%20%26%20%F0%9D%84%9E%2F%25');
  });

  it.each(['/plain', `/${latin}`, '/100%', '/100%25', '/%E9', '/ü 𝄞\n'])('come back from the address: %j', (path) => {
    expect(() => encodeURIComponent(toAddress(path))).not.toThrow();
    expect(fromAddress(toAddress(path))).toBe(path);
  });
});
