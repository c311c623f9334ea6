// electron-builder.yml, tried: the application is packed with a stand-in for Electron's own files, and looked into. The
// run also checks every section of the configuration, those of macOS and Windows included, against its schema.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asar, openAsar } from '../support/asar.ts';
import { buildBundles, repositoryRoot } from '../support/build.ts';
import { readFuses, writeStubElectron } from '../support/electron-dist.ts';

const run = promisify(execFile);
const { version: electronVersion } = JSON.parse(
  readFileSync(join(repositoryRoot, 'node_modules', 'electron', 'package.json'), 'utf8'),
) as { version: string };

let work: string;
let packed: string;
let asar: Asar;
let paths: readonly string[];

const pack = (...more: string[]) =>
  run(
    process.execPath,
    [
      join(repositoryRoot, 'node_modules', 'electron-builder', 'cli.js'),
      ...['--dir', '--linux', '--x64', '--publish', 'never'],
      `-c.electronDist=${join(work, 'electron')}`,
      `-c.directories.output=${join(work, 'release')}`,
      ...more,
    ],
    { cwd: repositoryRoot, maxBuffer: 64 * 1024 * 1024 },
  ).catch((error: unknown) => {
    // Where the packer writes what it refuses depends on what its output is connected to.
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(stdout + stderr, { cause: error });
  });

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'minipaas-packaging-'));
  writeStubElectron(join(work, 'electron'), electronVersion);
  await buildBundles();
  await pack();
  packed = join(work, 'release', 'linux-unpacked');
  asar = openAsar(join(packed, 'resources', 'app.asar'));
  paths = asar.files.map(({ path }) => path);
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('the packed application', () => {
  it('has what it runs from, and the metadata that says so', () => {
    const { main, productName } = JSON.parse(asar.read('package.json').toString('utf8')) as Record<string, string>;
    expect(productName).toBe('miniPaaS');
    expect(paths).toContain(main);
    for (const file of ['dist/preload/index.cjs', 'dist/renderer/index.html']) expect(paths).toContain(file);
  });

  it('has neither sources nor tests nor a second Node', () => {
    expect(paths.filter((path) => /^(src|tests|scripts|bench|docs)\//.test(path))).toEqual([]);
    expect(paths.filter((path) => /^node_modules\/(node-|electron\/|vite|vitest|typescript)/.test(path))).toEqual([]);
    expect(paths.filter((path) => /^dist\/.*\.map$/.test(path))).toEqual([]);
    const bytes = asar.files.reduce((sum, { size }) => sum + size, 0);
    expect(bytes).toBeLessThan(60 * 1024 * 1024);
  });

  it('keeps native parts beside the archive, only those of this platform', () => {
    const native = asar.files.filter(({ path }) => path.endsWith('.node'));
    expect(native.every(({ isUnpacked }) => isUnpacked)).toBe(true);
    const prebuilt = native.filter(({ path }) => path.includes('better-sqlite3')).map(({ path }) => path);
    expect(prebuilt).toEqual(['node_modules/better-sqlite3/prebuilds/linux-x64.node']);
  });

  it('loads everything that the bundles leave outside', async () => {
    const folder = join(work, 'extracted');
    for (const { path, isUnpacked } of asar.files) {
      if (isUnpacked) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), asar.read(path));
    }
    cpSync(join(packed, 'resources', 'app.asar.unpacked'), folder, { recursive: true });
    const bundles = paths.filter((path) => /^dist\/main\/.*\.js$/.test(path));
    const names = new Set(bundles.flatMap((path) => outside(asar.read(path).toString('utf8'))));
    expect(names).toContain('better-sqlite3');
    expect(names).toContain('dockerode/lib/session.js');

    // keytar is optional and needs the system's keychain library.
    const wanted = [...names].filter((name) => !['electron', 'keytar'].includes(name));
    const script = `
      for (const name of ${JSON.stringify(wanted)}) await import(name);
      const { default: Database } = await import('better-sqlite3');
      console.log(new Database(':memory:').prepare('select 40 + 2 as answer').get().answer);`;
    writeFileSync(join(folder, 'dist', 'main', 'probe.mjs'), script);
    const { stdout } = await run(process.execPath, [join(folder, 'dist', 'main', 'probe.mjs')]);
    expect(stdout.trim()).toBe('42');
  });

  it('finds migrations and pictures beside the archive', () => {
    const resources = join(packed, 'resources');
    const [first] = readFileSync(join(resources, 'migrations', '0001_base.sql'), 'utf8').split('\n');
    expect(first).not.toBe('');
    expect(
      readFileSync(join(resources, 'resources', 'icons', 'tray.png'))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it('has the fuses set that close Electron’s side doors', () => {
    expect(readFuses(join(packed, 'minipaas'))).toEqual([
      'enableCookieEncryption',
      'enableEmbeddedAsarIntegrityValidation',
      'onlyLoadAppFromAsar',
    ]);
  });
});

describe('the configuration', () => {
  it.each(['mac.hardenedRuntme=true', 'win.icons=x', 'nonsense=1'])(
    'is refused with the unknown key %s',
    async (key) => {
      await expect(pack(`-c.${key}`)).rejects.toThrow(/Invalid configuration|should be|unknown property/);
    },
  );
});

/** Packages that a bundle imports by name, in the forms in which the bundler writes it. */
function outside(code: string): string[] {
  const forms = [/^import\b[^"\n]*"([^"]+)";$/gm, /\bimport\("([^"]+)"\)/g, /\b__require\("([^"]+)"\)/g];
  const statements = code.replace(/^\s*(\*|\/).*$/gm, '');
  const names = forms.flatMap((form) => [...statements.matchAll(form)].map(([, name = '']) => name));
  return names.filter((name) => !/^[.*]|^node:/.test(name) && !builtin.has(name));
}
const builtin = new Set(process.getBuiltinModule('module').builtinModules);
