import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findConfigurationFile } from './find-configuration-file.ts';
import { readConfigurationFile } from './read-configuration-file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'minipaas-configuration-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const read = (name: string, text: string | Buffer, timeoutMs = 60_000) =>
  readConfigurationFile(write(name, text), { timeoutMs });

describe('findConfigurationFile', () => {
  it('finds none, one, and says when there are several', () => {
    expect(findConfigurationFile([folder])).toEqual({ type: 'none' });
    const json = write('minipaas.config.json', '{}');
    expect(findConfigurationFile([join(folder, 'other'), folder])).toEqual({ type: 'file', file: json });
    const rc = write('.minipaasrc', '');
    expect(findConfigurationFile([folder])).toEqual({ type: 'several', files: [json, rc] });
  });

  it('lets the first folder that has one decide', () => {
    const second = join(folder, 'second');
    mkdirSync(second);
    const first = write('minipaas.config.js', '');
    writeFileSync(join(second, '.minipaasrc'), '');
    expect(findConfigurationFile([folder, second])).toEqual({ type: 'file', file: first });
  });
});

describe('readConfigurationFile', () => {
  const expected = { maxConcurrentBuilds: 2, retention: { keepImages: 5 } };

  it.each([
    ['minipaas.config.js', 'module.exports = { maxConcurrentBuilds: 1 + 1, retention: { keepImages: 5 } }'],
    ['minipaas.config.js', 'export default { maxConcurrentBuilds: 2, retention: { keepImages: 5 } }'],
    ['minipaas.config.mjs', 'export default async () => ({ maxConcurrentBuilds: 2, retention: { keepImages: 5 } })'],
    [
      'minipaas.config.mjs',
      "import { cpus } from 'node:os';\nexport default { maxConcurrentBuilds: cpus().length > 0 ? 2 : 0, retention: { keepImages: 5 } }",
    ],
    [
      'minipaas.config.ts',
      'const keepImages: number = 5;\nexport default { maxConcurrentBuilds: 2 as number, retention: { keepImages } };',
    ],
    ['minipaas.config.json', '{"maxConcurrentBuilds": 2, "retention": {"keepImages": 5}}'],
    ['minipaas.config.yaml', '# of this box\nmaxConcurrentBuilds: 2\nretention:\n  keepImages: 5\n'],
    [
      '.minipaasrc',
      '\uFEFF{\n  // two\n  "maxConcurrentBuilds": 2, "retention": {"keepImages": 5}\n}'.replace('// two', ''),
    ],
    ['.minipaasrc', 'maxConcurrentBuilds: 2\nretention: {keepImages: 5}'],
  ])('reads %s', async (name, text) => {
    expect(await read(name, text)).toMatchObject({ ok: true, value: expected });
  });

  it('reads CommonJS where the nearest package.json says module', async () => {
    write('package.json', '{"type": "module"}');
    const text = "const os = require('node:os');\nmodule.exports = { maxConcurrentBuilds: os.cpus().length && 2 };";
    expect(await read('minipaas.config.js', text)).toMatchObject({ ok: true, value: { maxConcurrentBuilds: 2 } });
  });

  it('reads an empty file as an empty configuration', async () => {
    expect(await read('.minipaasrc', '')).toMatchObject({ ok: true, value: {} });
  });

  it.each([
    ['minipaas.config.json', '{\n  "retention": {\n    "keepImages": 5 } }'],
    ['minipaas.config.yaml', '\nretention:\n  keepImages: 5'],
    ['minipaas.config.js', 'module.exports = {\n  retention: {\n    keepImages: 5 } }'],
  ])('tells the line of a key in %s', async (name, text) => {
    const result = await read(name, text);
    expect(result.ok && result.lineOf(['retention', 'keepImages'])).toBe(3);
    expect(result.ok && result.lineOf(['retention'])).toBe(2);
  });

  it.each([
    ['minipaas.config.json', '{\n  "a": 1,\n  "a": 2\n}', /unique/, 3],
    ['minipaas.config.yaml', 'a: [1,\nb: 2', /./, 2],
    ['minipaas.config.js', 'module.exports = {\n  a: 1 +\n};', /SyntaxError/, 3],
    ['minipaas.config.js', '\nthrow new Error("no");', /Error: no/, 2],
    ['minipaas.config.js', 'module.exports = { a: { b: () => 1 } }', /a\.b is a function/, null],
    ['minipaas.config.js', 'process.exit(3)', /ended before it had a value: by process.exit/, null],
    ['minipaas.config.js', 'module.exports = new Promise(() => undefined)', /a promise that nothing settles/, null],
    ['minipaas.config.toml', 'a = 1', /none of \.js/, null],
    ['minipaas.config.json', Buffer.from('{"a": 1}', 'utf16le'), /not text in UTF-8/, null],
  ])('says what is wrong with %s: %j', async (name, text, problem, line) => {
    expect(await read(name, text)).toEqual({ ok: false, problem: expect.stringMatching(problem), line });
  });

  it.each([
    ['loops', 'while (true) {}'],
    ['never settles', 'module.exports = new Promise((resolve) => setTimeout(resolve, 1e6))'],
  ])('gives up on one that %s', async (_how, text) => {
    expect(await read('minipaas.config.js', text, 200)).toEqual({
      ok: false,
      problem: 'it did not finish within 0.2 s',
      line: null,
    });
  });

  it('refuses what is not there, not a file, or too large', async () => {
    const missing = await readConfigurationFile(join(folder, 'minipaas.config.js'), { timeoutMs: 60_000 });
    expect(missing).toMatchObject({ ok: false, problem: 'there is no such file' });
    mkdirSync(join(folder, 'minipaas.config.json'));
    expect(await readConfigurationFile(join(folder, 'minipaas.config.json'), { timeoutMs: 60_000 })).toMatchObject({
      problem: 'it is a folder',
    });
    expect(await read('.minipaasrc', `a: ${'x'.repeat(1_048_576)}`)).toMatchObject({
      problem: expect.stringMatching(/at most 1048576/),
    });
  });

  it('does not grow without bound on nested aliases', async () => {
    const levels = Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]`);
    const result = await read('minipaas.config.yaml', `a0: &a0 [x]\n${levels.join('\n')}`);
    expect(result).toMatchObject({ ok: false, problem: expect.stringMatching(/alias/i) });
  });
});
