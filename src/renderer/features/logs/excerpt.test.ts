import { expect, it } from 'vitest';
import { excerpt } from './excerpt.ts';

const marks = { texts: ['here'], isCaseSensitive: false };

it('is the text, or its beginning', () => {
  expect(excerpt('short', 10, marks)).toBe('short');
  expect(excerpt('here and much more', 10, marks)).toBe('here and m…');
  expect(excerpt('nothing of it in there', 10, { texts: [], isCaseSensitive: false })).toBe('nothing of…');
});

it('is where the first mark stands when that is further on', () => {
  expect(excerpt('0123456789 0123456789 here it is, twice here', 12, marks)).toBe('…789 here it …');
  expect(excerpt('0123456789 0123456789 here', 12, marks)).toBe('…789 here');
});
