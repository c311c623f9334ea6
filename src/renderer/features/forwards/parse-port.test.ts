import { describe, expect, it } from 'vitest';
import { parsePort } from './parse-port.ts';

describe('a port', () => {
  it.each([
    ['5432', 5432],
    [' 80 ', 80],
    ['65535', 65_535],
    ['65536', null],
    ['0', null],
    ['', null],
    ['1e3', null],
    ['-1', null],
  ])('"%s" is %s', (text, port) => {
    expect(parsePort(text)).toBe(port);
  });
});
