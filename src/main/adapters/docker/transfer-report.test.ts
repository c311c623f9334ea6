import { describe, expect, it } from 'vitest';
import { createTransferReport } from './transfer-report.ts';

const MB = 1024 ** 2;
const base = { id: 'sha256:0123456789abcdef0123', name: 'downloading', current: 0, total: 0, hasCompleted: false };

describe('a transfer', () => {
  it('is told once when it is small', () => {
    const transfers = createTransferReport();
    expect(transfers.report({ ...base, current: MB, total: 3 * MB })).toBeNull();
    expect(transfers.report({ ...base, current: 3 * MB, total: 3 * MB })).toBe('downloading 0123456789ab 3 MB done');
    expect(transfers.report({ ...base, hasCompleted: true })).toBeNull();
  });

  it('is told at each quarter when it is large', () => {
    const transfers = createTransferReport();
    const told = [10, 26, 30, 80, 100].map((part) =>
      transfers.report({ ...base, current: part * MB, total: 100 * MB }),
    );
    expect(told).toEqual([
      null,
      'downloading 0123456789ab 26 MB of 100 MB',
      null,
      'downloading 0123456789ab 80 MB of 100 MB',
      'downloading 0123456789ab 100 MB done',
    ]);
    expect(transfers.report({ ...base, name: 'extracting', hasCompleted: true })).toBe('extracting 0123456789ab done');
  });
});
