import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isDiskFull } from './is-disk-full.ts';

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail.');
}

it.runIf(process.platform === 'linux')('knows what the file system says', () => {
  expect(isDiskFull(thrownBy(() => writeFileSync('/dev/full', 'x')))).toBe(true);
});

it('takes nothing else for it', () => {
  expect(isDiskFull('ENOSPC')).toBe(false);
  expect(isDiskFull(Object.assign(new Error('no'), { code: 'ENOENT' }))).toBe(false);
});
