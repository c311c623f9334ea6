// `npm test`: prepares the machine, builds, and runs all checks and tests. `npm test -- unit|integration|e2e [ARGUMENT ...]`
// runs one part, the arguments going to Vitest. The last line says how many passed and failed.
import { join } from 'node:path';
import { failureReport, runSteps } from './check/run-steps.mjs';
import { staticSteps } from './check/steps.mjs';
import { runChild } from './lib/child.mjs';
import { untilInterrupted } from './lib/interrupt.mjs';
import { installTestPackages, prepareTestMachine } from './setup/test-machine.mjs';
import { describeCounts, slowest, sumCounts } from './test/counts.mjs';
import { runVitest } from './test/vitest.mjs';

/** @typedef {import('./test/counts.mjs').Counts} Counts */

const root = join(import.meta.dirname, '..');
const ALL = ['unit', 'integration', 'e2e'];
/** A run that hangs ends with a count of what failed, before whoever waits for it gives up. */
const MINUTES = Number(process.env['MINIPAAS_TEST_MINUTES'] ?? 60);

const [part, ...vitestArgs] = process.argv.slice(2);
if (part !== undefined && !ALL.includes(part)) {
  console.error(`there is no part ${part}; there are: ${ALL.join(', ')}`);
  process.exit(2);
}
const parts = part === undefined ? ALL : [part];
const interrupted = untilInterrupted();
const signal = AbortSignal.any([interrupted, AbortSignal.timeout(MINUTES * 60_000)]);
const started = Date.now();

/** @type {{ name: string, counts: Counts }[]} */
const results = [];
/** @type {import('./test/counts.mjs').FileTime[]} */
const files = [];
const SLOWEST = 10;

/** Runs one stage; one that throws or is no longer reached counts as failed. @param {string} name @param {() => Promise<Counts>} run */
async function stage(name, run) {
  console.log(`\n== ${name} (${elapsed()})`);
  const counts = signal.aborted
    ? failure(`not run: ${why(signal.reason)}`)
    : await run().catch((/** @type {unknown} */ error) => failure(why(error)));
  if (signal.aborted && counts.failed > 0) counts.reasons.push(why(signal.reason));
  for (const reason of counts.reasons) console.log(`-- ${name}: ${reason}`);
  results.push({ name, counts });
  return counts.failed === 0;
}

/** @param {string} reason @returns {Counts} */
const failure = (reason) => ({ passed: 0, failed: 1, reasons: [reason] });
/** @param {unknown} error */
const why = (error) => (error instanceof Error ? error.message : String(error));
const elapsed = () =>
  `${Math.floor((Date.now() - started) / 60_000)} min ${Math.floor(((Date.now() - started) / 1000) % 60)} s`;

/** @type {Counts} */
const nothingToCount = { passed: 0, failed: 0, reasons: [] };
let stopMachine = async () => {};
let isMachineReady = true;
let isBuilt = true;
const needsMachine = parts.some((name) => name !== 'unit');
// Waits for the network and the disk while the processors build and check.
const installing = needsMachine
  ? installTestPackages((line) => console.log(`machine: ${line}`)).catch(why)
  : Promise.resolve(undefined);
if (needsMachine) {
  isBuilt = await stage('build', async () => {
    const { code } = await runChild(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root });
    return code === 0 ? nothingToCount : failure('the bundles could not be built');
  });
}
if (part === undefined) {
  await stage('checks', async () => {
    const outcomes = await runSteps(staticSteps(root), console.log);
    const failed = outcomes.filter(({ ok }) => !ok).length;
    if (failed > 0) console.log(failureReport(outcomes, 60));
    return { passed: outcomes.length - failed, failed, reasons: [] };
  });
}
if (needsMachine) {
  isMachineReady = await stage('machine', async () => {
    const missing = await installing;
    if (missing !== undefined) return failure(missing);
    const { problems, stop } = await prepareTestMachine(root, console.log);
    stopMachine = stop;
    return problems.length === 0 ? nothingToCount : failure(problems.join('\n'));
  });
}
for (const project of parts) {
  await stage(`${project} tests`, async () => {
    if (project !== 'unit' && !isMachineReady) return failure('not run: the machine is not ready, see above');
    if (project === 'e2e' && !isBuilt) return failure('not run: there is no build, see above');
    const { counts, files: times } = await runVitest({ root, project, args: vitestArgs, signal });
    files.push(...times);
    return counts;
  });
}
await stopMachine().catch((/** @type {unknown} */ error) =>
  console.log(`-- the engine could not be stopped: ${why(error)}`),
);

console.log(`\n== summary (${elapsed()})`);
for (const { name, counts } of results)
  console.log(`${counts.failed === 0 ? 'ok  ' : 'FAIL'}  ${name}: ${describeCounts(counts)}`);
for (const { name, counts } of results) for (const reason of counts.reasons) console.log(`-- ${name}: ${reason}`);
for (const line of ['the slowest files:', ...slowest(files, SLOWEST)]) console.log(line);
const total = sumCounts(results.map(({ counts }) => counts));
console.log(describeCounts(total));
process.exitCode = total.failed === 0 ? 0 : 1;
