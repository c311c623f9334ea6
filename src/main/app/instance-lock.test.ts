import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { acquireInstance, type TryLock } from './instance-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'minipaas-lock-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function locks(): TryLock {
  const held = new Set<string>();
  return (file) => {
    if (held.has(file)) {
      return null;
    }
    held.add(file);
    return { release: () => void held.delete(file) };
  };
}

describe('acquireInstance', () => {
  it('lets one in, and tells the second who holds the folder', () => {
    const tryLock = locks();
    const first = acquireInstance(folder, tryLock);
    first.announce({ pid: process.pid, url: 'http://127.0.0.1:7070', token: 't' });
    expect(() => acquireInstance(folder, tryLock)).toThrow(
      expect.objectContaining({
        code: 'INSTANCE_RUNNING',
        message: expect.stringContaining(`process ${process.pid}, http://127.0.0.1:7070`),
      }),
    );
    first.release();
    expect(existsSync(join(folder, 'instance.json'))).toBe(false);
    acquireInstance(folder, tryLock).release();
  });

  it('leaves no address behind that it cannot replace', () => {
    const lock = acquireInstance(folder, locks());
    const instance = { pid: process.pid, url: 'http://127.0.0.1:7070', token: 't' };
    lock.announce(instance);
    // What is at a folder's place cannot be written, as on a full disk.
    const inTheWay = join(folder, `instance.json.${process.pid}`);
    mkdirSync(inTheWay);
    lock.announce({ ...instance, url: null });
    expect(existsSync(join(folder, 'instance.json'))).toBe(false);
    expect(() => lock.announce(instance)).toThrow('EISDIR');
    lock.release();
  });

  it('says what is wrong with a folder that cannot be used', () => {
    const file = join(folder, 'file');
    acquireInstance(folder, locks()).release();
    writeFileSync(file, '');
    expect(() => acquireInstance(join(file, 'data'), locks())).toThrow(
      expect.objectContaining({ code: 'DATA_DIR_UNUSABLE' }),
    );
  });
});
