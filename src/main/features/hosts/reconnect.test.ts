import { describe, expect, it } from 'vitest';
import { reconnectDelay } from './reconnect.ts';

describe('reconnectDelay', () => {
  it('doubles up to half a minute and is half random', () => {
    expect([1, 2, 3, 20].map((attempt) => reconnectDelay(attempt, 1))).toEqual([500, 1000, 2000, 30_000]);
    expect(reconnectDelay(3, 0)).toBe(1000);
  });
});
