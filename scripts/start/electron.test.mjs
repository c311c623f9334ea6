import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureElectron, firstError, installedElectron } from './electron.mjs';

describe('the Electron runtime', () => {
  let root = '';
  let folder = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'minipaas-electron-'));
    folder = join(root, 'node_modules/electron');
    mkdirSync(join(folder, 'dist'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** @param {string} script */
  function install(script) {
    const program = join(folder, 'dist/electron');
    writeFileSync(program, `#!/bin/sh\n${script}\n`);
    chmodSync(program, 0o755);
    writeFileSync(join(folder, 'path.txt'), 'electron');
    return program;
  }

  it('is used when it is there and runs', async () => {
    const program = install('exit 0');
    expect(installedElectron(root)).toBe(program);
    expect(await ensureElectron(root, expect.unreachable)).toEqual({ program });
  });

  it('is a problem with a reason when it cannot run', async () => {
    install('echo "electron: error while loading shared libraries: libnss3.so" >&2; exit 127');
    expect(await ensureElectron(root, expect.unreachable)).toEqual({ problem: expect.stringContaining('libnss3.so') });
  });

  it('is fetched when it is not there', async () => {
    const fetched = `const { writeFileSync } = require('node:fs');
      writeFileSync(__dirname + '/dist/electron', '#!/bin/sh\\n', { mode: 0o755 });
      writeFileSync(__dirname + '/path.txt', 'electron');`;
    writeFileSync(join(folder, 'install.js'), fetched);
    /** @type {string[]} */
    const said = [];
    expect(await ensureElectron(root, (line) => said.push(line))).toEqual({ program: join(folder, 'dist/electron') });
    expect(said).toEqual([expect.stringContaining('fetching')]);
  });

  it('is given up when fetching fails or hangs', async () => {
    writeFileSync(join(folder, 'install.js'), `console.error('Error: no network\\n    at x.js:1'); process.exit(1)`);
    expect(await ensureElectron(root, () => {})).toEqual({ problem: expect.stringMatching(/Error: no network$/) });
    writeFileSync(join(folder, 'install.js'), 'setInterval(() => {}, 1e6)');
    expect(await ensureElectron(root, () => {}, 100)).toEqual({ problem: expect.stringContaining('took too long') });
  });
});

it('takes the sentence of an error out of what was printed', () => {
  expect(firstError('Downloading\nHTTPError: Response code 404\n    at Request.error (x.js)\n')).toBe(
    'HTTPError: Response code 404',
  );
  expect(firstError('\n')).toBe('it took too long');
});
