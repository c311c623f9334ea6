import { expect, it } from 'vitest';
import { formatDuration, shortDuration } from './duration.ts';

it.each([
  [-5, '0 ms'],
  [0, '0 ms'],
  [36, '36 ms'],
  [449, '0.4 s'],
  [9_999, '9.9 s'],
  [12_000, '12 s'],
  [59_999, '59 s'],
  [65_000, '1 min 05 s'],
  [3_599_000, '59 min 59 s'],
  [7_380_000, '2 h 03 min'],
  [273_600_000, '3 d 4 h'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it.each([
  [400, '0.4 s'],
  [41_000, '41 s'],
  [65_000, '1:05'],
  [7_380_000, '2 h 03'],
])('%d ms in a narrow cell is %s', (ms, text) => {
  expect(shortDuration(ms)).toBe(text);
});
