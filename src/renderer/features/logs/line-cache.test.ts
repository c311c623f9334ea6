import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../contract/logs.ts';
import { CHUNK_LINES, createLineCache } from './line-cache.ts';

const lines = (from: number, to: number): LogLine[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    seq: from + index,
    at: '2026-01-01T00:00:00.000Z',
    stream: 'stdout',
    text: `line ${from + index}`,
  }));

describe('line cache', () => {
  it('gives lines by number, across chunk borders', () => {
    const cache = createLineCache({ maxLines: 10_000 });
    cache.put(lines(CHUNK_LINES - 2, CHUNK_LINES + 2));
    expect(cache.get(CHUNK_LINES)?.text).toBe(`line ${CHUNK_LINES}`);
    expect(cache.get(CHUNK_LINES + 1)?.text).toBe(`line ${CHUNK_LINES + 1}`);
    expect(cache.get(1)).toBeUndefined();
    expect(cache.size()).toBe(5);
  });

  it('finds the first gap of a range', () => {
    const cache = createLineCache({ maxLines: 10_000 });
    cache.put(lines(1, 10));
    cache.put(lines(15, 20));
    expect(cache.firstMissing(1, 10)).toBeNull();
    expect(cache.firstMissing(5, 20)).toBe(11);
    expect(cache.firstMissing(600, 610)).toBe(600);
  });

  it('counts a line once however often it comes', () => {
    const cache = createLineCache({ maxLines: 10_000 });
    cache.put(lines(1, 10));
    const before = [...cache.chunks()][0]?.version;
    cache.put(lines(1, 10));
    expect(cache.size()).toBe(10);
    expect([...cache.chunks()][0]?.version).toBe(before);
  });

  it('forgets what is farthest from where the reader looks', () => {
    const cache = createLineCache({ maxLines: 2 * CHUNK_LINES });
    cache.lookAt(9 * CHUNK_LINES);
    cache.put(lines(1, CHUNK_LINES));
    cache.put(lines(8 * CHUNK_LINES + 1, 9 * CHUNK_LINES));
    cache.put(lines(9 * CHUNK_LINES + 1, 10 * CHUNK_LINES));
    expect(cache.size()).toBe(2 * CHUNK_LINES);
    expect(cache.get(1)).toBeUndefined();
    expect(cache.get(8 * CHUNK_LINES + 1)).toBeDefined();
    expect(cache.get(10 * CHUNK_LINES)).toBeDefined();
  });
});
