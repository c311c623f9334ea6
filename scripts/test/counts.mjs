// What a run of Vitest amounts to, judged so that nothing that did not run can pass for a success.
import { relative } from 'node:path';

/**
 * @typedef {{ passed: number, failed: number, reasons: string[] }} Counts
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { name: string, status: string, message: string, startTime?: number, endTime?: number,
 *     assertionResults: { status: string }[] }[] }} JsonReport
 * @typedef {{ name: string, seconds: number }} FileTime
 */

/**
 * @param {{ report: JsonReport | undefined, exitCode: number, isNarrowed: boolean }} run `report` is undefined when the
 *   runner ended before it could write one; a narrowed run (a file, a name) skips the rest by request
 * @returns {Counts}
 */
export function countTests({ report, exitCode, isNarrowed }) {
  if (report === undefined)
    return { passed: 0, failed: 1, reasons: [`the test runner ended with ${exitCode} and no result`] };
  const reasons = [];
  let failed = report.numFailedTests;

  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  );
  failed += brokenFiles.length;
  reasons.push(...brokenFiles.map(({ name, message }) => `${name} could not run: ${message}`));

  const skipped = report.numPendingTests + report.numTodoTests;
  if (skipped > 0 && !isNarrowed) {
    failed += skipped;
    reasons.push(`${skipped} tests were skipped, which counts as failed`);
  }
  if (report.numPassedTests + failed === 0) {
    failed += 1;
    reasons.push('no test ran');
  }
  if (exitCode !== 0 && failed === 0) {
    failed += 1;
    reasons.push(`the test runner ended with ${exitCode} though every test passed: an error outside the tests`);
  }
  return { passed: report.numPassedTests, failed, reasons };
}

/** @param {readonly Counts[]} all */
export function sumCounts(all) {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    reasons: all.flatMap(({ reasons }) => reasons),
  };
}

/** The line that ends `npm test`. @param {Counts} counts */
export function describeCounts({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}

/**
 * How long each file took, its name as from the root.
 * @param {JsonReport | undefined} report @param {string} root @returns {FileTime[]}
 */
export function fileTimes(report, root) {
  return (report?.testResults ?? []).map(({ name, startTime = 0, endTime = 0 }) => ({
    name: relative(root, name),
    seconds: (endTime - startTime) / 1000,
  }));
}

/** The files that took longest, a line each. @param {readonly FileTime[]} files @param {number} count */
export function slowest(files, count) {
  return files
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, count)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`);
}
