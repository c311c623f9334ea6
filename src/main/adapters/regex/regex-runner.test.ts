import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
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

  it('finds the pieces of each text, each once, none of them empty, and not without end', async () => {
    runner = createRegexRunner({ timeoutMs: 60_000 });
    const texts = ['took 12 ms, took 7 ms, took 12 ms', 'nothing', 'x'.repeat(2_000)];
    const pieces = await runner.find(/\d+|x+/, texts);
    expect(pieces.slice(0, 2)).toEqual([['12', '7'], []]);
    expect(pieces[2]?.[0]).toHaveLength(500);
    const many = Array.from({ length: 99 }, (_, index) => index).join(' ');
    expect((await runner.find(/\d+/, [many]))[0]).toHaveLength(20);
    expect(await runner.find(/a*/, ['bab'])).toEqual([['a']]);
    runner.close();
    runner = createRegexRunner({ timeoutMs: 1_000 });
    await expect(runner.find(/(a+)+$/, [`${'a'.repeat(40)}!`])).rejects.toMatchObject({ code: 'SEARCH_TOO_SLOW' });
  });

  it('keeps a program from ending while it is asked, and no longer', async () => {
    const program = `
      import(${JSON.stringify(new URL('regex-runner.ts', import.meta.url))})
        .then(({ createRegexRunner }) => createRegexRunner().test(/a/, ['a', 'b']))
        .then(console.log);
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--eval', program]);
    expect(stdout).toBe('[ true, false ]\n');
  });

  it('starts anew after it was idle', async () => {
    runner = createRegexRunner({ idleMs: 1 });
    for (let round = 0; round < 3; round += 1) {
      expect(await runner.test(/a/, ['a'])).toEqual([true]);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
});
