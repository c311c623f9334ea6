import { describe, expect, it } from 'vitest';
import { clockTime, localTime, relativeTime } from './time.ts';

const now = new Date(2026, 10, 22, 16, 45, 29, 123);
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();

describe('relativeTime', () => {
  it.each([
    [0, 'just now'],
    [-3, 'just now'],
    [12, '12 s ago'],
    [-40, 'in 40 s'],
    [185, '3 min ago'],
    [7200, '2 h ago'],
    [86_400, '1 day ago'],
    [5 * 86_400, '5 days ago'],
  ])('%d s before now is %s', (seconds, text) => {
    expect(relativeTime(before(seconds), now.getTime())).toBe(text);
  });

  it('is a date where counting days no longer helps', () => {
    expect(relativeTime(new Date(2026, 0, 5, 12).toISOString(), now.getTime())).toBe('2026-01-05');
  });
});

it('shows local times to the second, and to the millisecond in logs', () => {
  expect(localTime(now.toISOString())).toBe('2026-11-22 16:45:29');
  expect(clockTime(now.toISOString())).toBe('16:45:29.123');
});
