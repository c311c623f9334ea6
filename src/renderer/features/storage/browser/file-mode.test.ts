import { expect, it } from 'vitest';
import { modeText } from './file-mode.ts';

it('writes modes as ls does', () => {
  expect([modeText('file', 0o644), modeText('folder', 0o755), modeText('link', 0o777)]).toEqual([
    '-rw-r--r--',
    'drwxr-xr-x',
    'lrwxrwxrwx',
  ]);
  expect([modeText('file', 0o4755), modeText('folder', 0o1777), modeText('file', 0o2644)]).toEqual([
    '-rwsr-xr-x',
    'drwxrwxrwt',
    '-rw-r-Sr--',
  ]);
});
