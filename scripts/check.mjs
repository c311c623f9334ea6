// `npm run check`: everything that can be checked without an engine, and the unit tests. `npm run check -- lint types`
// runs the steps whose names begin so; `npm run fix` first puts right what can be put right by a program.
import { join } from 'node:path';
import { failureReport, runSteps } from './check/run-steps.mjs';
import { staticSteps } from './check/steps.mjs';
import { untilInterrupted } from './lib/interrupt.mjs';
import { describeCounts } from './test/counts.mjs';
import { runVitest } from './test/vitest.mjs';

const root = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('--'));
const print = console.log;
const signal = untilInterrupted();

/** @type {import('./check/steps.mjs').Step[]} */
const steps = [
  ...staticSteps(root),
  {
    name: 'unit tests',
    advice: 'npm test -- unit FILE runs the tests of one file',
    run: async () => {
      const { counts, output } = await runVitest({ root, project: 'unit', isQuiet: true, signal });
      return { ok: counts.failed === 0, output: counts.failed === 0 ? '' : `${output}\n${describeCounts(counts)}` };
    },
  },
];
const chosen = steps.filter(({ name }) => wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix)));
if (chosen.length === 0) {
  console.error(`no step is called ${wanted.join(' or ')}; there are: ${steps.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

if (args.includes('--fix')) {
  for (const step of chosen) {
    if (step.fix === undefined) continue;
    const { output } = await step.fix();
    print(`fix ${step.name}: ${output.trim().split('\n').at(-1)}`);
  }
}
const outcomes = await runSteps(chosen, print);
const failed = outcomes.filter(({ ok }) => !ok);
// All steps at once: the beginnings are enough to see what is wrong. One step by name: everything.
print(failureReport(outcomes, chosen.length === 1 ? Infinity : 60));
print(`${outcomes.length - failed.length} steps passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
