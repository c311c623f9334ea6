import { describe, expect, it } from 'vitest';
import { openTables, toRange, withTable } from './analytics-search.ts';

describe('the address of the analytics page', () => {
  it('has a range that there is, and none for the usual one', () => {
    expect(['1h', '7d', '2y', 7].map(toRange)).toEqual([undefined, '7d', undefined, undefined]);
  });
  it('keeps which tables are open', () => {
    expect(openTables({})).toEqual(new Set());
    expect(withTable({}, 'cpu', true)).toEqual({ tables: 'cpu' });
    expect(withTable({ tables: 'cpu,disk' }, 'memory', true)).toEqual({ tables: 'cpu,disk,memory' });
    expect(withTable({ tables: 'cpu,disk' }, 'cpu', false)).toEqual({ tables: 'disk' });
    expect(withTable({ tables: 'cpu' }, 'cpu', false)).toEqual({ tables: undefined });
  });
});
