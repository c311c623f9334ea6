import { describe, expect, it } from 'vitest';
import type { OwnLogEntry } from '../../../contract/diagnostics.ts';
import { begin, MOST_LINES, withNewer, withOlder } from './own-log-pages.ts';

const entry = (id: string): OwnLogEntry => ({
  id,
  at: null,
  level: 'info',
  message: id,
  projectId: null,
  deploymentId: null,
  hostId: null,
  context: '',
});
const batch = (ids: readonly string[], older: string | null = null, newer = 'end') => ({
  entries: ids.map(entry),
  older,
  newer,
});
const many = (from: number, count: number): string[] => Array.from({ length: count }, (_, index) => `${from + index}`);

describe('the lines of a page', () => {
  it('stand newest first, with older ones below and newer ones above', () => {
    const first = begin(batch(['3', '4'], 'before 3', 'after 4'));
    const more = withNewer(withOlder(first, batch(['1', '2'])), batch(['5', '6'], null, 'after 6'));
    expect(more.entries.map(({ id }) => id)).toEqual(['6', '5', '4', '3', '2', '1']);
    expect(more).toMatchObject({ older: null, newer: 'after 6', dropped: 0 });
  });

  it('are so many and no more: the oldest go, and are not asked for again', () => {
    const full = withOlder(begin(batch(many(9000, 1000), 'x')), batch(many(0, MOST_LINES - 1000), 'y'));
    expect(full.older).toBeNull();
    const moved = withNewer(full, batch(['new']));
    expect(moved.entries).toHaveLength(MOST_LINES);
    expect(moved.entries[0]?.id).toBe('new');
    expect(moved.dropped).toBe(1);
  });

  it('are the same lines where nothing came', () => {
    const lines = begin(batch(['1'], 'x'));
    expect(withNewer(lines, batch([], null, 'further')).entries).toBe(lines.entries);
  });
});
