import { describe, expect, it } from 'vitest';
import { secretForms } from './secret-forms.ts';

const hides = (secret: string, text: string): boolean => secretForms(secret).some((form) => text.includes(form));

describe('the forms of a secret', () => {
  const secret = 'p@ss/w"rd & ünïcode+1\\x';

  it.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify({ password: secret })],
    ['in JSON of a program that writes ASCII only', '"p@ss/w\\"rd & \\u00fcn\\u00efcode+1\\\\x"'],
    ['in JSON of PHP', '"p@ss\\/w\\"rd & ünïcode+1\\\\x"'],
    ['in a URL', `https://me:${encodeURIComponent(secret)}@host/`],
    ['in a URL with small letters', encodeURIComponent(secret).toLowerCase()],
    ['in a form', new URLSearchParams({ password: secret }).toString()],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
  ])('%s', (_, text) => {
    expect(hides(secret, text)).toBe(true);
  });

  it.each([
    ['Go', 'a<b>&"c"', '{"k":"a\\u003cb\\u003e\\u0026\\"c\\""}'],
    ['.NET', 'a+b\'c"dü', '{"k":"a\\u002Bb\\u0027c\\u0022d\\u00FC"}'],
    ['Python', 'straße/x', '{"k":"stra\\u00dfe/x"}'],
    ['PHP', 'straße/x', '{"k":"stra\\u00dfe\\/x"}'],
    ['JSON in a line of JSON', 'a"b\\c', JSON.stringify(JSON.stringify({ k: 'a"b\\c' }))],
  ])('in JSON as %s writes it', (_, value, text) => {
    expect(hides(value, text)).toBe(true);
  });

  it('in base64 wherever it begins and ends', () => {
    for (const before of ['', 'u:', 'us:', 'user:', 'x'.repeat(20)]) {
      for (const after of ['', '!', '!!', '!!!']) {
        expect(hides('hunter2', Buffer.from(`${before}hunter2${after}`).toString('base64'))).toBe(true);
      }
    }
  });

  it('covers nearly all of it in base64', () => {
    const encoded = Buffer.from('user:correct horse battery').toString('base64');
    const form = secretForms('correct horse battery').find((each) => encoded.includes(each)) ?? '';
    expect(form.length).toBeGreaterThanOrEqual(Math.floor(('correct horse battery'.length * 4) / 3) - 1);
  });

  it('finds the lines of a key of several lines, joined or alone', () => {
    const key = '-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA1234\nabcdEFGHijklMNOPqrst\n-----END KEY-----\n';
    expect(hides(key, key.replaceAll('\n', ''))).toBe(true);
    expect(hides(key, '  abcdEFGHijklMNOPqrst')).toBe(true);
    expect(hides(key, JSON.stringify(key))).toBe(true);
  });

  it('leaves short values alone: they are everywhere', () => {
    expect(secretForms('abc')).not.toContain('abc');
    expect(secretForms('')).toEqual([]);
    expect(secretForms('   ')).toEqual([]);
  });

  it('takes what is no text', () => {
    expect(secretForms('lone \ud800 surrogate')).toContain('lone \ud800 surrogate');
  });
});
