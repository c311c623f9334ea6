import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tryLockFile } from './file-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'minipaas-file-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('tryLockFile', () => {
  it('gives the lock to one at a time', () => {
    const file = join(folder, 'a.lock');
    const lock = tryLockFile(file);
    expect(tryLockFile(file)).toBeNull();
    lock?.release();
    const next = tryLockFile(file);
    expect(next).not.toBeNull();
    next?.release();
  });

  it('is free again when its holder was killed', async () => {
    const file = join(folder, 'b.lock');
    const script = `import { tryLockFile } from '${new URL('./file-lock.ts', import.meta.url).href}';
      globalThis.lock = tryLockFile(process.argv[1]); console.log('locked'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(tryLockFile(file)).toBeNull();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = tryLockFile(file);
    expect(lock).not.toBeNull();
    lock?.release();
  });
});
