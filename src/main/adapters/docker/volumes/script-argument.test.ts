import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { textOfBytes } from '../../../lib/byte-text.ts';
import { nulList, scriptArgument } from './script-argument.ts';

it('carries any bytes through a shell, and never as anything but one argument', () => {
  const names = ['-rf', '$(id)', '`id`', "it's", 'a\nb\n', '\\0101', '%s', '*', ' ', 'grün', '\udcff\udc80'];
  for (let round = 0; round < 50; round += 1) {
    names.push(textOfBytes(randomBytes(20).map((byte) => byte || 1)));
  }
  for (const name of names) {
    const written = scriptArgument(name);
    expect(written).toMatch(/^[A-Za-z0-9/._\\-]*$/);
    const script = `v=$(printf '%b.' "$1"); printf %s "\${v%.}"`;
    const read = execFileSync('sh', ['-c', script, 'sh', written], { env: { LC_ALL: 'C', PATH: process.env['PATH'] } });
    expect(textOfBytes(read)).toBe(name);
  }
});

it('refuses what is no file name', () => {
  expect(() => scriptArgument('a\0b')).toThrow(TypeError);
  expect(() => nulList(['\ud800'])).toThrow(TypeError);
  expect(nulList(['a', '\udcff']).toString('hex')).toBe('6100ff00');
});
