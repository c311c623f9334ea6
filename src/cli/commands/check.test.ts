import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../cli.ts';

let repository: string;
beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'minipaas-check-'));
});
afterEach(() => rmSync(repository, { recursive: true }));

const write = (text: string) => writeFileSync(join(repository, 'minipaas.json'), text);

async function check(...args: readonly string[]) {
  let out = '';
  const code = await runCli(['check', ...args], {
    cwd: repository,
    env: {},
    home: repository,
    platform: process.platform,
    readInput: async () => '',
    openInBrowser: async () => undefined,
    signal: new AbortController().signal,
    print: async (text) => void (out += text),
    say: (text) => void (out += text),
  });
  return { code, out };
}

describe('minipaas check', () => {
  it('says that a file can be used, named by itself, its directory, or where one is', async () => {
    write('{"port": 8080}');
    const file = join(repository, 'minipaas.json');
    for (const args of [[], ['.'], ['minipaas.json'], [file]]) {
      expect(await check(...args)).toEqual({ code: 0, out: `${file} can be used.\n` });
    }
  });

  it('names each mistake with its place', async () => {
    write('{\n  "prt": 80,\n  "health": {"path": "healthz"}\n}');
    const { code, out } = await check();
    expect(code).toBe(1);
    expect(out).toContain('REPOSITORY_FILE_INVALID');
    expect(out).toContain('line 2, column 3: "prt" is not known; port is');
    expect(out).toContain('line 3, column 22: health.path: a health path begins with /');
    expect(out).toContain('docs/repository-file.md');
  });

  it('looks for what the file names', async () => {
    write('{"build": {"context": "web", "dockerfile": "Dockerfile"}}');
    expect((await check()).out).toContain('build.context: there is no directory web');
    mkdirSync(join(repository, 'web'));
    expect((await check()).out).toContain('build.dockerfile: there is no Dockerfile in web');
    writeFileSync(join(repository, 'web/Dockerfile'), 'FROM scratch\n');
    expect((await check()).code).toBe(0);
    write('{"build": {"context": "web", "command": "make"}}');
    expect((await check()).out).toContain('build.command: it would not be run, since Dockerfile says how it is built');
  });

  it('says where none is, and reads nothing that is too large', async () => {
    expect(await check()).toMatchObject({ code: 2, out: expect.stringContaining('there is no') as string });
    write('');
    truncateSync(join(repository, 'minipaas.json'), 100 * 1024 * 1024);
    expect((await check()).out).toContain('it is larger than 64 KiB');
  });
});
