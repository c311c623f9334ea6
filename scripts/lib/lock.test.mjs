import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './lock.mjs';

/** A process id that was ours to give and is free again. */
async function deadProcess() {
  const child = spawn(process.execPath, ['-e', '0']);
  await once(child, 'exit');
  return child.pid;
}

describe('withLock', () => {
  let folder = '';
  let path = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'minipaas-lock-'));
    path = join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('names its owner while it is held, and is gone afterwards, whatever the work does', async () => {
    const seen = await withLock(path, async () => readFileSync(path, 'utf8'), expect.unreachable);
    expect(JSON.parse(seen)).toEqual({ pid: process.pid, host: hostname() });
    await expect(withLock(path, () => Promise.reject(new Error('no')), expect.unreachable)).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });

  it('lets one in after the other and says once whom it waits for', async () => {
    /** @type {string[]} */
    const events = [];
    const first = Promise.withResolvers();
    const one = withLock(path, () => first.promise, expect.unreachable);
    const two = withLock(
      path,
      async () => void events.push('second runs'),
      (owner) => {
        events.push(`waits for ${owner}`);
        first.resolve(undefined);
      },
    );
    await Promise.all([one, two]);
    expect(events).toEqual([`waits for process ${process.pid}`, 'second runs']);
  });

  it('takes over from a process that died', async () => {
    writeFileSync(path, JSON.stringify({ pid: await deadProcess(), host: hostname() }));
    expect(await withLock(path, async () => 'done', expect.unreachable)).toBe('done');
  });

  it('does not judge a process of another machine', async () => {
    writeFileSync(path, JSON.stringify({ pid: await deadProcess(), host: 'elsewhere' }));
    const told = await withLock(
      path,
      async () => 'done',
      () => rmSync(path),
    );
    expect(told).toBe('done');
  });
});
