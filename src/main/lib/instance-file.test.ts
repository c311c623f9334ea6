import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseInstance, readInstance, removeInstance, writeInstance } from './instance-file.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'minipaas-instance-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const instance = { pid: 42, url: 'http://127.0.0.1:7070', token: 'secret' };

describe('instance file', () => {
  it('is written for its owner alone and read back', () => {
    writeInstance(dataDir, instance);
    expect(readInstance(dataDir)).toEqual(instance);
    expect(statSync(join(dataDir, 'instance.json')).mode & 0o777).toBe(0o600);
  });

  it('is null where there is none', () => {
    expect(readInstance(dataDir)).toBeNull();
  });

  it.each(['', '{', 'null', '[]', '{"pid":"1","url":null,"token":"t"}', '{"pid":1,"url":null}'])(
    'is null for %j',
    (text) => {
      writeFileSync(join(dataDir, 'instance.json'), text);
      expect(readInstance(dataDir)).toBeNull();
    },
  );

  it('takes a program without a listener', () => {
    expect(parseInstance('{"pid":1,"url":null,"token":"t"}')).toEqual({ pid: 1, url: null, token: 't' });
  });

  it('is removed only by the process that wrote it', () => {
    writeInstance(dataDir, instance);
    removeInstance(dataDir, 43);
    expect(readInstance(dataDir)).not.toBeNull();
    removeInstance(dataDir, 42);
    expect(readInstance(dataDir)).toBeNull();
  });
});
