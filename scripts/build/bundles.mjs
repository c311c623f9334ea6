// What is built from what. A bundle is stale when the content of anything it may be made of has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {'main' | 'preload' | 'renderer'} BundleName
 * @typedef {{ environment: string, entries: readonly string[], sources: readonly string[], outputs: readonly string[] }} Bundle
 */

/** @type {Readonly<Record<BundleName, Bundle>>} */
export const bundles = {
  main: {
    environment: 'main',
    entries: ['src/main/entry/headless.ts', 'src/main/entry/desktop.ts'],
    sources: ['src/main', 'src/contract'],
    outputs: ['dist/main/headless.js', 'dist/main/desktop.js'],
  },
  preload: {
    environment: 'preload',
    entries: ['src/preload/index.ts'],
    sources: ['src/preload', 'src/contract'],
    outputs: ['dist/preload/index.cjs'],
  },
  renderer: {
    environment: 'client',
    entries: ['src/renderer/index.html', 'src/renderer/app/main.tsx'],
    sources: ['src/renderer', 'src/contract'],
    outputs: ['dist/renderer/index.html'],
  },
};

/** What every bundle depends on besides its sources: how it is built, and with which packages. */
const SHARED = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'tsconfig.json', 'vite.config.ts'];

/** @param {string} root @param {BundleName} name */
const stampFile = (root, name) => join(root, 'dist', `.${name}.stamp`);

/** @param {string} root @param {BundleName} name */
export function isStale(root, name) {
  const { outputs } = bundles[name];
  if (!outputs.every((file) => existsSync(join(root, file)))) return true;
  try {
    return readFileSync(stampFile(root, name), 'utf8') !== fingerprint(root, name);
  } catch {
    return true;
  }
}

/**
 * Builds with the stamp away, so that a build that was cut off is not taken for a finished one. The fingerprint is
 * taken before: what is changed during the build makes the next one.
 * @param {string} root @param {BundleName} name @param {() => Promise<unknown>} build
 */
export async function buildAndStamp(root, name, build) {
  const current = fingerprint(root, name);
  rmSync(stampFile(root, name), { force: true });
  // What V8 keeps of the old files (vite.config.ts) would only pile up.
  if (name === 'main') rmSync(join(root, 'dist', '.compile-cache'), { recursive: true, force: true });
  await build();
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stampFile(root, name), current);
}

/** @param {string} root @param {BundleName} name */
function fingerprint(root, name) {
  const hash = createHash('sha256');
  const files = [...SHARED, ...bundles[name].sources.flatMap((folder) => filesUnder(root, folder))];
  for (const file of files) hash.update(`\n${file}\n`).update(readIfThere(join(root, file)));
  return hash.digest('hex');
}

/** Tests are in no bundle. @param {string} root @param {string} folder @returns {string[]} */
function filesUnder(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return filesUnder(root, path);
      return /\.test\.tsx?$/.test(entry.name) ? [] : [path];
    });
}

/** @param {string} path */
function readIfThere(path) {
  return existsSync(path) ? readFileSync(path) : '';
}
