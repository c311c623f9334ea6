import { describe, expect, it } from 'vitest';
import { cleanSentences } from './clean-output.ts';

const mask = (text: string): string => text.replaceAll('canary', '***');

describe('what leaves', () => {
  it('has no secret in its sentences, at any depth, and everything else as it was', () => {
    const output = {
      items: [
        { name: 'canary', error: { code: 'X', message: 'of canary', hint: 'no canary', details: { at: 'canary' } } },
        { name: 'shop', error: null },
      ],
      found: [{ reason: 'canary', value: 'canary' }],
    };
    expect(cleanSentences(output, mask)).toEqual({
      items: [
        { name: 'canary', error: { code: 'X', message: 'of ***', hint: 'no ***', details: { at: '***' } } },
        { name: 'shop', error: null },
      ],
      found: [{ reason: '***', value: 'canary' }],
    });
  });

  it('is the very same value where there is nothing to mask', () => {
    const output = { items: [{ message: 'fine' }], at: new Date(0) };
    expect(cleanSentences(output, mask)).toBe(output);
    async function* stream() {
      yield 1;
    }
    const running = stream();
    expect(cleanSentences(running, mask)).toBe(running);
  });
});
