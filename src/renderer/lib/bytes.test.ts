import { expect, it } from 'vitest';
import { formatCores, formatMegabytes } from './bytes.ts';

it('reads the megabytes and millicores of the settings', () => {
  expect(formatMegabytes(512)).toBe('512 MB');
  expect(formatMegabytes(2048)).toBe('2 GB');
  expect([500, 1000, 1500].map(formatCores)).toEqual(['0.5 cores', '1 core', '1.5 cores']);
});
