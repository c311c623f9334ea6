// Runs steps, as many at once as there are processors, and reports each on one line as it ends.
import { availableParallelism } from 'node:os';

/**
 * @typedef {import('./steps.mjs').Step} Step
 * @typedef {{ name: string, ok: boolean, output: string, advice: string, seconds: number }} Outcome
 */

/**
 * @param {readonly Step[]} steps @param {(line: string) => void} print
 * @param {{ parallel?: number }} [options]
 * @returns {Promise<Outcome[]>} in the order of the steps
 */
export async function runSteps(steps, print, { parallel = Math.max(2, availableParallelism()) } = {}) {
  /** @type {Outcome[]} */
  const outcomes = [];
  const waiting = steps.map((step, index) => ({ step, index }));
  const width = Math.max(...steps.map(({ name }) => name.length));
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const outcome = await runStep(next.step);
      outcomes[next.index] = outcome;
      print(
        `  ${outcome.ok ? 'ok  ' : 'FAIL'}  ${outcome.name.padEnd(width)}  ${outcome.seconds.toFixed(1).padStart(5)} s`,
      );
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return outcomes;
}

/** @param {Step} step @returns {Promise<Outcome>} */
async function runStep({ name, advice, run }) {
  const started = performance.now();
  /** A step that throws has found out nothing, which is a failure. @param {unknown} error */
  const failed = (error) => ({
    ok: false,
    output: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  const { ok, output } = await run().catch(failed);
  return { name, ok, output: output.trim(), advice, seconds: (performance.now() - started) / 1000 };
}

/**
 * What each failed step said and what to do about it.
 * @param {readonly Outcome[]} outcomes @param {number} maxLines of each
 */
export function failureReport(outcomes, maxLines) {
  return outcomes
    .filter(({ ok }) => !ok)
    .map(({ name, output, advice }) => {
      const lines = output === '' ? ['(it said nothing)'] : output.split('\n');
      const hidden = lines.length - maxLines;
      const rest = hidden > 0 ? [`... and ${hidden} more lines: npm run check -- '${name}'`] : [];
      return ['', `--- ${name}`, ...lines.slice(0, maxLines), ...rest, `--> ${advice}`].join('\n');
    })
    .join('\n');
}
