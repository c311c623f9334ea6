import { describe, expect, it } from 'vitest';
import type { LogChunk } from '../../features/deployments/ports.ts';
import { createMarkSearch, isLater, type LogPosition, parsePosition, sinceBefore } from './log-resume.ts';

const time = (millis: number): string => `1970-01-01T00:00:${String(10 + millis / 1000).padEnd(12, '0')}Z`;
const line = (engineTime: string): LogChunk => ({ stream: 'stdout', at: 0, engineTime, text: engineTime });
const position = (engineTime: string): LogPosition => parsePosition(engineTime) ?? { mark: '', nanos: -1n };

describe('going on after a line', () => {
  it('begins behind that very line, not behind its time', () => {
    const search = createMarkSearch(position(time(5)));
    const [early, displaced] = [line(time(6)), line(time(4))];
    expect(search.accept([line(time(3)), early])).toEqual([]);
    expect(search.isFound()).toBe(false);
    expect(search.accept([line(time(5)), displaced])).toEqual([displaced]);
    expect(search.isFound()).toBe(true);
    expect(search.accept([line(time(7))])).toEqual([line(time(7))]);
  });

  it('tells lines of one nanosecond apart', () => {
    const search = createMarkSearch(position(`${time(5)}#1`));
    const rest = [line(`${time(5)}#2`), line(time(6))];
    expect(search.accept([line(time(5)), line(`${time(5)}#1`), ...rest])).toEqual(rest);
  });

  it('notices that the line is not there', () => {
    const search = createMarkSearch(position(time(5)));
    search.accept([line(time(100))]);
    expect(search.isPassed()).toBe(false);
    search.accept([line(time(300))]);
    expect(search.isPassed()).toBe(true);
    expect(search.isFound()).toBe(false);
  });

  it('asks the engine for a moment before', () => {
    expect(sinceBefore(position(`${time(500)}#3`))).toBe('10.250000000');
  });

  it('knows what is later, and what is no position', () => {
    expect(isLater(line(time(6)), position(time(5)))).toBe(true);
    expect(isLater(line(`${time(5)}#7`), position(time(5)))).toBe(false);
    expect(parsePosition('last Tuesday')).toBeNull();
  });
});
