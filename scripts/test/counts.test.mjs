import { describe, expect, it } from 'vitest';
import { countTests, describeCounts, fileTimes, slowest, sumCounts } from './counts.mjs';

const clean = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
const whole = { exitCode: 0, isNarrowed: false };

describe('countTests', () => {
  it('takes the numbers of a clean run', () => {
    expect(countTests({ ...whole, report: clean })).toEqual({ passed: 3, failed: 0, reasons: [] });
  });

  it('counts a runner that ended without a result as a failure', () => {
    const counts = countTests({ report: undefined, exitCode: 139, isNarrowed: false });
    expect(counts).toMatchObject({ passed: 0, failed: 1, reasons: [expect.stringContaining('139')] });
  });

  it('counts a file that could not be loaded, though none of its tests failed', () => {
    const testResults = [
      { name: 'broken.test.ts', status: 'failed', message: 'SyntaxError', assertionResults: [] },
      { name: 'hook.test.ts', status: 'failed', message: 'beforeAll', assertionResults: [{ status: 'skipped' }] },
      { name: 'red.test.ts', status: 'failed', message: '', assertionResults: [{ status: 'failed' }] },
    ];
    const counts = countTests({ report: { ...clean, numFailedTests: 1, testResults }, exitCode: 1, isNarrowed: false });
    expect(counts).toEqual({
      passed: 3,
      failed: 3,
      reasons: ['broken.test.ts could not run: SyntaxError', 'hook.test.ts could not run: beforeAll'],
    });
  });

  it('counts skipped tests as failed, unless a part was asked for', () => {
    const report = { ...clean, numPendingTests: 2, numTodoTests: 1 };
    expect(countTests({ ...whole, report })).toMatchObject({ passed: 3, failed: 3 });
    expect(countTests({ ...whole, report, isNarrowed: true })).toMatchObject({ passed: 3, failed: 0 });
  });

  it('counts no test at all as a failure', () => {
    expect(countTests({ ...whole, report: { ...clean, numPassedTests: 0 } })).toMatchObject({ passed: 0, failed: 1 });
  });

  it('believes the exit code when it says worse', () => {
    expect(countTests({ report: clean, exitCode: 1, isNarrowed: false })).toMatchObject({ passed: 3, failed: 1 });
  });
});

it('ends with one line over all runs', () => {
  const sum = sumCounts([
    { passed: 3, failed: 1, reasons: ['a'] },
    { passed: 4, failed: 0, reasons: [] },
  ]);
  expect(sum.reasons).toEqual(['a']);
  expect(describeCounts(sum)).toBe('7 passed, 1 failed');
});

it('names the files that took longest, by their place under the root', () => {
  const file = (/** @type {string} */ name, /** @type {number} */ seconds) => ({
    name: `/root/tests/${name}`,
    status: 'passed',
    message: '',
    startTime: 1000,
    endTime: 1000 + seconds * 1000,
    assertionResults: [],
  });
  const report = { ...clean, testResults: [file('a', 2), file('b', 12.34), file('c', 3)] };
  expect(slowest(fileTimes(report, '/root'), 2)).toEqual(['   12.3 s  tests/b', '    3.0 s  tests/c']);
  expect(fileTimes(undefined, '/root')).toEqual([]);
});
