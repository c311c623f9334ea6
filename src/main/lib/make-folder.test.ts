import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'minipaas-folder-'));
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('makes a folder with its parents, and takes one that is there', () => {
  const folder = join(root, 'a', 'b');
  makeFolder(folder, 0o700);
  makeFolder(folder, 0o700);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it('takes no file for a folder', () => {
  makeFolder(root, 0o700);
  writeFileSync(join(root, 'file'), '');
  expect(() => makeFolder(join(root, 'file'), 0o700)).toThrow('EEXIST');
  expect(() => makeFolder(join(root, 'file', 'below'), 0o700)).toThrow('ENOTDIR');
});

it.runIf(process.platform === 'linux')('gives up where the file system has no place for folders', () => {
  expect(() => makeFolder('/proc/minipaas', 0o700)).toThrow('ENOENT');
});
