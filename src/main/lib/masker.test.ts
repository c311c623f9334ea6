import { describe, expect, it } from 'vitest';
import { createMasker } from './masker.ts';

const secret = 'correct-horse-battery-staple';
const out = (text: string) => ({ stream: 'stdout' as const, text });
const err = (text: string) => ({ stream: 'stderr' as const, text });
const texts = (lines: readonly { readonly text: string }[]): string[] => lines.map(({ text }) => text);

describe('masking', () => {
  it('takes a secret out of lines and leaves the rest', () => {
    const { maskLines } = createMasker([secret, 'hunter2']);
    expect(texts(maskLines([out(`a ${secret} b hunter2`), out('nothing here'), out('hunter2')]))).toEqual([
      'a *** b ***',
      'nothing here',
      '***',
    ]);
  });

  it('gives back the same lines when there is nothing to mask', () => {
    const lines = [out('nothing'), err('to see')];
    expect(createMasker([]).maskLines(lines)).toBe(lines);
    expect(createMasker([secret]).maskLines(lines)).toEqual(lines);
  });

  it('takes out a secret that is spread over lines', () => {
    const { maskLines } = createMasker([secret]);
    expect(texts(maskLines([out(`begin ${secret.slice(0, 10)}`), out(''), out(`${secret.slice(10)} end`)]))).toEqual([
      'begin ***',
      '',
      '*** end',
    ]);
  });

  it('takes out base64 that is wrapped, and a key of several lines', () => {
    const key = `-----BEGIN KEY-----\n${'QUJD'.repeat(16)}\n${'REVG'.repeat(16)}\n-----END KEY-----`;
    const { maskLines } = createMasker([key]);
    const wrapped =
      Buffer.from(key)
        .toString('base64')
        .match(/.{1,76}/g) ?? [];
    const masked = texts(maskLines([...wrapped, ...key.split('\n')].map(out))).join('\n');
    expect(masked.replaceAll(/[*\n]/g, '').length).toBeLessThan(8);
  });

  it('does not mix streams', () => {
    const { maskLines } = createMasker([secret]);
    const lines = [out(secret.slice(0, 10)), err(secret.slice(10, 20)), out(secret.slice(10))];
    expect(texts(maskLines(lines))).toEqual(['***', secret.slice(10, 20), '***']);
  });

  it.each([1, 3, 4, 10, secret.length - 1])(
    'takes out a secret of which %i characters end the batch before',
    (length) => {
      const { maskLines } = createMasker([secret]);
      const first = texts(maskLines([out('x'.repeat(65_536 - length) + secret.slice(0, length))]));
      const second = texts(maskLines([out(`${secret.slice(length)} and on`)]));
      expect(second).toEqual(['*** and on']);
      // Three characters of a secret tell nothing.
      const left = first.join('').replaceAll(/x+/g, '');
      expect(left).toBe(length < 4 ? secret.slice(0, length) : '***');
    },
  );

  it('takes out a long beginning at the end of a batch of short lines, and lets a word be', () => {
    const { maskLines } = createMasker(['postgres://admin:pw1234567890@db/shop']);
    expect(texts(maskLines([out('connecting to postgres')]))).toEqual(['connecting to postgres']);
    expect(texts(maskLines([out('postgres://admin:pw123')]))).toEqual(['***']);
    expect(texts(maskLines([out('4567890@db/shop!')]))).toEqual(['***!']);
  });

  it('finds the rest of a secret that comes line by line, each a batch of its own', () => {
    const { maskLines } = createMasker([secret, 'hunter2']);
    const pieces = secret.match(/.{1,6}/g) ?? [];
    const masked = pieces.map((piece) => texts(maskLines([out(piece)])).join(''));
    // Twelve characters may be anything; with the eighteenth it is no accident any more.
    expect(masked).toEqual([pieces[0], pieces[1], '***', '***', '***']);
    expect(texts(maskLines([out('and hunter2 after it')]))).toEqual(['and *** after it']);
  });

  it('takes out what is learnt when its first half was written', () => {
    const { maskLines, learn } = createMasker(['something-else']);
    expect(texts(maskLines([out(`with ${secret.slice(0, 12)}`)]))).toEqual([`with ${secret.slice(0, 12)}`]);
    learn([secret]);
    expect(texts(maskLines([out(`${secret.slice(12)} and on`)]))).toEqual(['*** and on']);
  });

  it('keeps what else a line has', () => {
    const { maskLines } = createMasker([secret]);
    expect(maskLines([{ ...out(secret), at: 7 }])).toEqual([{ stream: 'stdout', text: '***', at: 7 }]);
  });

  it('masks a text for a message, over its lines too', () => {
    const { mask } = createMasker([secret]);
    expect(mask(`exit 1: ${secret}\n${secret.slice(0, 5)}\n${secret.slice(5)}.`)).toBe('exit 1: ***\n***\n***.');
    expect(mask('fine')).toBe('fine');
  });

  it('lets no form of a canary through, however the output is cut into lines and batches', () => {
    const { maskLines } = createMasker([secret]);
    const output = [
      secret,
      JSON.stringify(secret),
      encodeURIComponent(secret),
      Buffer.from(`me:${secret}`).toString('base64'),
    ];
    const text = output.join(' -- ').repeat(20);
    for (const width of [20, 33, 64, 200]) {
      const pieces = text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
      const masked = texts(maskLines(pieces.map(out))).join('');
      expect(masked).not.toContain(secret);
      expect(masked).not.toContain('horse');
      expect(masked).not.toContain(Buffer.from(`me:${secret}`).toString('base64').slice(8, -8));
    }
  });
});
