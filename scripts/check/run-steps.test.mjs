import { describe, expect, it } from 'vitest';
import { failureReport, runSteps } from './run-steps.mjs';

/** @param {string} name @param {() => Promise<import('./steps.mjs').StepResult>} run */
const step = (name, run) => ({ name, advice: `mend ${name}`, run });

describe('runSteps', () => {
  it('keeps the order of the steps, whichever ends first', async () => {
    const slow = Promise.withResolvers();
    const outcomes = await runSteps(
      [
        step('slow', async () => {
          await slow.promise;
          return { ok: true, output: '' };
        }),
        step('quick', async () => {
          slow.resolve(undefined);
          return { ok: false, output: 'no' };
        }),
      ],
      () => {},
      { parallel: 2 },
    );
    expect(outcomes.map(({ name, ok }) => [name, ok])).toEqual([
      ['slow', true],
      ['quick', false],
    ]);
  });

  it('never runs more at once than it may', async () => {
    let running = 0;
    let most = 0;
    const busy = async () => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
      return { ok: true, output: '' };
    };
    await runSteps(
      ['a', 'b', 'c', 'd', 'e'].map((name) => step(name, busy)),
      () => {},
      { parallel: 2 },
    );
    expect(most).toBe(2);
  });

  it('takes a step that throws for one that failed', async () => {
    const [outcome] = await runSteps([step('a', () => Promise.reject(new Error('no tool')))], () => {});
    expect(outcome).toMatchObject({ ok: false, output: expect.stringContaining('no tool') });
  });
});

describe('failureReport', () => {
  const outcome = { name: 'lint', advice: 'mend it', seconds: 1 };

  it('is silent about what passed', () => {
    expect(failureReport([{ ...outcome, ok: true, output: 'noise' }], 9)).toBe('');
  });

  it('says what failed and what to do, and where the rest is', () => {
    const report = failureReport([{ ...outcome, ok: false, output: 'one\ntwo\nthree' }], 2);
    expect(report.split('\n')).toEqual([
      '',
      '--- lint',
      'one',
      'two',
      "... and 1 more lines: npm run check -- 'lint'",
      '--> mend it',
    ]);
  });
});
