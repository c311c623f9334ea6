import { describe, expect, it } from 'vitest';
import { createMask } from './mask.ts';

describe('createMask', () => {
  it('replaces plain, URL and base64 forms', () => {
    const mask = createMask(['p@ss word', 'x-access-token:p@ss word']);
    const header = Buffer.from('x-access-token:p@ss word').toString('base64');
    expect(mask(`a p@ss word b https://u:p%40ss%20word@h/ Authorization: Basic ${header}`)).toBe(
      'a [secret] b https://u:[secret]@h/ Authorization: Basic [secret]',
    );
  });

  it('leaves text alone when there is no secret', () => {
    expect(createMask(['', ''])('text')).toBe('text');
  });
});
