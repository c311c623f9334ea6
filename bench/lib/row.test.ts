import { describe, expect, it } from 'vitest';
import { judge, median, percentile, type Row } from './row.ts';
import { formatTable } from './table.ts';

const row: Row = { id: 'P0', title: 'work', run: async () => [] };

describe('judge', () => {
  it('compares the ratio with the goal where there is a baseline, else the value', () => {
    expect(judge(row, { ours: 11, baseline: 10, unit: 'ms', goal: 1.15 })).toMatchObject({ ratio: 1.1, isMet: true });
    expect(judge(row, { ours: 12, baseline: 10, unit: 'ms', goal: 1.15 })).toMatchObject({ isMet: false });
    expect(judge(row, { ours: 149, baseline: null, unit: 'MiB', goal: 150 })).toMatchObject({
      ratio: null,
      isMet: true,
    });
    expect(judge(row, { ours: 151, baseline: null, unit: 'MiB', goal: 150 })).toMatchObject({ isMet: false });
  });
});

describe('statistics', () => {
  it('take the middle and the tail', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 95)).toBe(10);
    expect(() => median([])).toThrow('No values');
  });
});

describe('formatTable', () => {
  it('says met or not', () => {
    const table = formatTable([judge(row, { ours: 30, baseline: 10, unit: 'ms', goal: 2, part: 'half' })]);
    expect(table).toContain('work: half');
    expect(table).toContain('3.00');
    expect(table).toContain('NOT MET');
  });
});
