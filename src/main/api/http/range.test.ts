import { describe, expect, it } from 'vitest';
import { wantedBytes } from './range.ts';

const file = { sizeBytes: 1000, etag: '"abc"', modifiedAt: Date.UTC(2026, 0, 2, 3, 4, 5) };

describe('the bytes that are asked for', () => {
  it.each([
    ['bytes=0-99', 0, 100],
    ['bytes=900-', 900, 100],
    ['bytes=-10', 990, 10],
    ['bytes=-5000', 0, 1000],
    ['bytes=990-5000', 990, 10],
    ['bytes=999-999', 999, 1],
  ])('of %s are a part', (range, offset, length) => {
    expect(wantedBytes({ range }, file)).toEqual({ kind: 'part', offset, length });
  });

  it.each(['bytes=5-2', 'bytes=-', 'lines=1-2', 'bytes=0-1,5-6', 'bytes=a-b'])('of %s are all', (range) => {
    expect(wantedBytes({ range }, file)).toEqual({ kind: 'whole' });
  });

  it('beyond the end, or of an empty file, cannot be had', () => {
    expect(wantedBytes({ range: 'bytes=1000-' }, file)).toEqual({ kind: 'unsatisfiable' });
    expect(wantedBytes({ range: 'bytes=-0' }, file)).toEqual({ kind: 'unsatisfiable' });
    expect(wantedBytes({ range: 'bytes=0-' }, { ...file, sizeBytes: 0 })).toEqual({ kind: 'unsatisfiable' });
  });

  it('are a part only of the file that was begun', () => {
    expect(wantedBytes({ range: 'bytes=1-2', ifRange: '"abc"' }, file).kind).toBe('part');
    expect(wantedBytes({ range: 'bytes=1-2', ifRange: '"abd"' }, file).kind).toBe('whole');
    expect(wantedBytes({ range: 'bytes=1-2', ifRange: 'Fri, 02 Jan 2026 03:04:05 GMT' }, file).kind).toBe('whole');
  });

  it('are none where the file is as it was', () => {
    expect(wantedBytes({ ifNoneMatch: '"x", W/"abc"' }, file).kind).toBe('unchanged');
    expect(wantedBytes({ ifNoneMatch: '"x"', ifModifiedSince: 'Fri, 02 Jan 2037 00:00:00 GMT' }, file).kind).toBe(
      'whole',
    );
    expect(wantedBytes({ ifModifiedSince: 'Fri, 02 Jan 2026 03:04:05 GMT' }, file).kind).toBe('unchanged');
    expect(wantedBytes({ ifModifiedSince: 'Fri, 02 Jan 2026 03:04:04 GMT' }, file).kind).toBe('whole');
    expect(wantedBytes({ ifModifiedSince: 'nonsense' }, file).kind).toBe('whole');
  });
});
