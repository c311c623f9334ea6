import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readSecretFile } from './secret-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'minipaas-secret-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const file = join(folder, 'file');
  writeFileSync(file, text);
  return file;
}

it('takes the line ends off', () => {
  expect(readSecretFile('--token-file', fileWith('open sesame\r\n'))).toBe('open sesame');
});

it.each([
  ['that is not there', () => join(folder, 'nothing'), 'cannot be read'],
  ['that is empty', () => fileWith('\n'), 'is empty'],
  ['that is a folder', () => folder, 'cannot be read'],
])('refuses a file %s, naming the flag', (_what, file, problem) => {
  expect(() => readSecretFile('--token-file', file())).toThrow(
    expect.objectContaining({
      code: 'VALIDATION_FAILED',
      field: '--token-file',
      message: expect.stringContaining(problem),
    }),
  );
});
