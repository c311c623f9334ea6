import { describe, expect, it } from 'vitest';
import { checkHostName, checkPathPrefix, checkRedirect } from './domain-input.ts';

const refused = (field: string) => expect.objectContaining({ code: 'VALIDATION_FAILED', field });

describe('the name of a domain', () => {
  it.each([
    ['Shop.Example.COM.', 'shop.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    [' a-b.c.example ', 'a-b.c.example'],
  ])('%s is kept as %s', (text, name) => {
    expect(checkHostName(text)).toBe(name);
  });

  it.each([
    '',
    'localhost',
    'shop.localhost',
    'single',
    '192.0.2.1',
    'https://shop.example.com',
    'shop.example.com:8080',
    'shop.example.com/path',
    '*.example.com',
    '-a.example',
    'a_b.example',
    'a"b.example',
    'a`b.example',
    `${'a'.repeat(64)}.example`,
  ])('%j is refused', (text) => {
    expect(() => checkHostName(text)).toThrow(refused('hostName'));
  });
});

describe('the path of a domain', () => {
  it.each([
    ['', '/'],
    ['/', '/'],
    ['api/', '/api'],
    ['/a/b-c.d_e~f', '/a/b-c.d_e~f'],
  ])('%j is kept as %s', (text, path) => {
    expect(checkPathPrefix(text)).toBe(path);
  });

  it.each(['/a/../b', '/a//b', '/a b', '/a"', '/a`', '/*', '/a{b}', '/ü'])('%j is refused', (text) => {
    expect(() => checkPathPrefix(text)).toThrow(refused('pathPrefix'));
  });
});

describe('where visitors are sent', () => {
  it.each([
    [null, null],
    ['  ', null],
    ['example.com', 'https://example.com'],
    ['http://example.com/shop/', 'http://example.com/shop'],
    // No placeholder of a program gets through.
    ['https://example.com/{x}', 'https://example.com/%7Bx%7D'],
  ])('%j is kept as %j', (text, address) => {
    expect(checkRedirect(text, 'www.example.com')).toBe(address);
  });

  it.each([
    'https://www.example.com/',
    'ftp://example.com',
    'https://a:b@example.com',
    'https://example.com/?a=b',
    'javascript:alert(1)',
  ])('%j is refused', (text) => {
    expect(() => checkRedirect(text, 'www.example.com')).toThrow(refused('redirectTo'));
  });
});
