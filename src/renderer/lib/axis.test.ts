import { describe, expect, it } from 'vitest';
import { timeTickLabel, timeTicks, valueTicks } from './axis.ts';

const at = (day: number, hour = 0, minute = 0) => new Date(2026, 0, day, hour, minute).getTime();
const HOUR = 3_600_000;

describe('ticks of time', () => {
  it('are full minutes, hours and days, at most nine of them', () => {
    expect(timeTicks(at(1, 9, 7), at(1, 10, 7))).toEqual([10, 20, 30, 40, 50, 60].map((minute) => at(1, 9, minute)));
    expect(timeTicks(at(1, 9, 30), at(1, 15, 30)).map((tick) => new Date(tick).getMinutes())).toEqual([
      0, 0, 0, 0, 0, 0,
    ]);
    expect(timeTicks(at(1, 12), at(2, 12))).toEqual([12, 15, 18, 21, 24, 27, 30, 33, 36].map((hour) => at(1, hour)));
    expect(timeTicks(at(1, 12), at(8, 12))).toEqual([2, 3, 4, 5, 6, 7, 8].map((day) => at(day)));
    expect(timeTicks(at(1), at(31)).length).toBeLessThanOrEqual(9);
  });

  it('are labelled with what differs', () => {
    expect(timeTickLabel(at(3, 4, 5), at(3), at(3) + 6 * HOUR)).toBe('04:05');
    expect(timeTickLabel(at(3), at(1), at(8))).toBe('01-03');
  });
});

describe('ticks of values', () => {
  it('are round in their base and reach the highest', () => {
    expect(valueTicks(190, 10)).toEqual([0, 50, 100, 150, 200]);
    expect(valueTicks(1000, 10)).toEqual([0, 500, 1000]);
    expect(valueTicks(3, 10)).toEqual([0, 1, 2, 3]);
    expect(valueTicks(0, 10)).toEqual([0, 1]);
    const MB = 1024 * 1024;
    expect(valueTicks(512 * MB, 1024)).toEqual([0, 128 * MB, 256 * MB, 384 * MB, 512 * MB]);
    expect(valueTicks(700, 1024)).toEqual([0, 256, 512, 768]);
  });
});
