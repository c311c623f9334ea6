import { describe, expect, it } from 'vitest';
import { filterOf, momentOf } from './log-flags.ts';

const now = Date.UTC(2026, 10, 22, 12);

describe('the flags of logs', () => {
  it('say which lines', () => {
    expect(filterOf({}, now)).toEqual({ query: '', isRegex: false, isCaseSensitive: false, levels: [] });
    expect(
      filterOf({ regex: 'a+', caseSensitive: true, level: 'warn, error', since: '2h', until: '30m' }, now),
    ).toEqual({
      query: 'a+',
      isRegex: true,
      isCaseSensitive: true,
      levels: ['warn', 'error'],
      from: '2026-11-22T10:00:00.000Z',
      to: '2026-11-22T11:30:00.000Z',
    });
    expect(filterOf({ grep: '(' }, now)).toMatchObject({ query: '(', isRegex: false });
  });

  it('take a time as it is written', () => {
    expect(momentOf('since', '2026-11-01', now)).toBe('2026-11-01T00:00:00.000Z');
    expect(momentOf('since', '1w', now)).toBe('2026-11-15T12:00:00.000Z');
  });

  it.each([
    [{ level: 'loud' }, 'loud'],
    [{ since: 'yesterday' }, 'yesterday'],
    [{ until: '5x' }, '5x'],
    [{ grep: 'a', regex: 'b' }, '--grep'],
  ])('refuse what makes no sense: %o', (flags, named) => {
    expect(() => filterOf(flags, now)).toThrow(named);
  });
});
