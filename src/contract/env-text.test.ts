import { describe, expect, it } from 'vitest';
import { MAX_ENV_TEXT, readEnvFile as readWith } from './env-text.ts';

const utf16 = (text: string, isBig = false): Uint8Array => {
  const bytes = Buffer.from(text, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};
const readEnvFile = (bytes: Uint8Array) =>
  readWith(bytes, (utf8) => new TextDecoder('utf-8', { fatal: true }).decode(utf8));
const text = 'NAME=Grüße\nB=2\n';

describe('readEnvFile', () => {
  it('reads UTF-8, with and without its mark', () => {
    expect(readEnvFile(Buffer.from(text))).toEqual({ kind: 'text', text });
    expect(readEnvFile(Buffer.from(`\uFEFF${text}`))).toEqual({ kind: 'text', text });
    expect(readEnvFile(new Uint8Array())).toEqual({ kind: 'text', text: '' });
  });

  it.each([
    ['little endian with its mark', utf16(`\uFEFF${text}`), 'the file is UTF-16'],
    ['big endian with its mark', utf16(`\uFEFF${text}`, true), 'the file is UTF-16'],
    ['little endian', utf16(text), 'the file is UTF-16 without a byte order mark'],
    ['big endian', utf16(text, true), 'the file is UTF-16 without a byte order mark'],
    ['another encoding', Buffer.from('A=Gr\xfc\xdfe', 'latin1'), 'the file is not UTF-8'],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 0, 0, 7]), 'the file is not a text: it has zero bytes'],
  ])('refuses %s by its name', (_name, bytes, problem) => {
    expect(readEnvFile(bytes)).toMatchObject({ kind: 'refused', problem });
  });

  it('takes a megabyte and no more', () => {
    expect(readEnvFile(Buffer.alloc(MAX_ENV_TEXT, 'a'))).toMatchObject({ kind: 'text' });
    const problem = 'the file has 1,048,577 characters, and 1,048,576 are the most';
    expect(readEnvFile(Buffer.alloc(MAX_ENV_TEXT + 1, 'a'))).toMatchObject({ kind: 'refused', problem });
  });
});
