import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeInstance } from '../main/lib/instance-file.ts';
import { findTarget } from './instance.ts';

const url = 'http://127.0.0.1:7070';
/** Larger than any process id of Linux, macOS or Windows in practice. */
const NO_PROCESS = 2 ** 31 - 1;

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'minipaas-cli-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const find = (flags = {}, env = {}) =>
  findTarget({ dataDir, ...flags }, { env, cwd: '/', home: '/home/ada', platform: 'linux' });
const runs = (pid = process.pid, at: string | null = url) =>
  writeInstance(dataDir, { pid, url: at, token: 'of-instance' });

describe('findTarget', () => {
  it('finds the one that runs on the data folder', () => {
    runs();
    expect(find()).toEqual({ url, token: 'of-instance' });
  });

  it('takes what is named: flags over the environment over the data folder', () => {
    runs();
    const env = { MINIPAAS_URL: 'http://env:1/', MINIPAAS_TOKEN: 'env-token' };
    expect(find({}, env)).toEqual({ url: 'http://env:1', token: 'env-token' });
    expect(find({ url: 'https://flag', token: 'flag-token' }, env)).toEqual({
      url: 'https://flag',
      token: 'flag-token',
    });
    expect(find({}, { MINIPAAS_TOKEN: 'env-token' })).toEqual({ url, token: 'env-token' });
  });

  it('sends the token of the one here nowhere else', () => {
    runs();
    expect(find({ url: 'http://elsewhere.example' })).toEqual({ url: 'http://elsewhere.example', token: null });
    expect(find({ url: `${url}/` })).toEqual({ url, token: 'of-instance' });
  });

  it('says how to start one where none runs', () => {
    expect(() => find()).toThrow(
      expect.objectContaining({
        exitCode: 3,
        body: expect.objectContaining({
          code: 'NOT_RUNNING',
          hint: expect.stringContaining('npm start') as string,
        }) as unknown,
      }),
    );
  });

  it('counts a file that a killed one left behind as none', () => {
    runs(NO_PROCESS);
    expect(() => find()).toThrow('No miniPaaS runs');
  });

  it('says that the listener is off', () => {
    runs(process.pid, null);
    expect(() => find()).toThrow('with its listener off');
  });

  it.each(['127.0.0.1:7070', 'ftp://x', 'nonsense'])('refuses the address %s', (text) => {
    expect(() => find({ url: text })).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});
