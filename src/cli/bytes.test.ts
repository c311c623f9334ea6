import { expect, it } from 'vitest';
import { sizeText } from './bytes.ts';

it('says a size as the dashboard does, and that one is not known', () => {
  expect(sizeText(5 * 1024 ** 3)).toBe('5 GB');
  expect(sizeText(null)).toBe('not known');
});
