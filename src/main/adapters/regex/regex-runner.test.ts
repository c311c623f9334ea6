import { afterEach, describe, expect, it } from 'vitest';
import type { RegexRunner } from '../../features/logs/ports.ts';
import { createRegexRunner } from './regex-runner.ts';

let runner: RegexRunner | null = null;
afterEach(() => runner?.close());

describe('a regular expression in a thread of its own', () => {
  it('answers for each text, from its beginning', async () => {
    runner = createRegexRunner();
    expect(await runner.test(/^b+$/giu, ['bb', 'abb', 'B'])).toEqual([true, false, true]);
    expect(await runner.test(/a/, ['bb', 'abb'])).toEqual([false, true]);
    expect(await runner.test(/a/, [])).toEqual([]);
  });

  it('is stopped when it backtracks without end, and nobody else with it', async () => {
    runner = createRegexRunner({ timeoutMs: 1_000 });
    const slow = runner.test(/^(a+)+$/, [`${'a'.repeat(40)}!`]);
    const quick = runner.test(/^a+$/, ['aaa']);
    await expect(slow).rejects.toMatchObject({
      code: 'SEARCH_TOO_SLOW',
      field: 'query',
      message: expect.stringContaining('^(a+)+$'),
    });
    expect(await quick).toEqual([true]);
  });

  it('starts anew after it was idle', async () => {
    runner = createRegexRunner({ idleMs: 1 });
    for (let round = 0; round < 3; round += 1) {
      expect(await runner.test(/a/, ['a'])).toEqual([true]);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
});
