// `npm run build [-- BUNDLE ...]`: production bundles under dist/, only those whose sources changed; all with `--force`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildAndStamp, bundles, isStale } from './build/bundles.mjs';
import { withLock } from './lib/lock.mjs';

const root = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const isForced = args.includes('--force');
const names = args.filter((arg) => arg !== '--force');
const known = /** @type {import('./build/bundles.mjs').BundleName[]} */ (Object.keys(bundles));
const unknown = names.filter((name) => !known.some((bundle) => bundle === name));
if (unknown.length > 0) {
  console.error(`there is no bundle ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  process.exit(2);
}

/** @param {import('./build/bundles.mjs').BundleName} name */
async function build(name) {
  const { environment, entries } = bundles[name];
  const missing = entries.filter((entry) => !existsSync(join(root, entry)));
  if (missing.length > 0) throw new Error(`its source ${missing.join(' and ')} is missing`);
  // A test runner sets NODE_ENV to "test", with which React would be bundled as for development.
  process.env['NODE_ENV'] = 'production';
  const { createBuilder } = await import('vite');
  const builder = await createBuilder({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
  const target = builder.environments[environment];
  if (target === undefined) throw new Error(`vite.config.ts has no environment ${environment}`);
  await builder.build(target);
}

/** @param {import('./build/bundles.mjs').BundleName} name @returns {Promise<boolean>} */
async function buildIfStale(name) {
  if (!isForced && !isStale(root, name)) {
    console.error(`${name}: up to date`);
    return true;
  }
  const started = performance.now();
  try {
    await buildAndStamp(root, name, () => build(name));
    console.error(`${name}: built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return true;
  } catch (error) {
    console.error(`${name}: cannot be built: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

await withLock(
  join(root, '.build-lock'),
  async () => {
    for (const name of names.length === 0 ? known : known.filter((bundle) => names.includes(bundle))) {
      if (!(await buildIfStale(name))) process.exitCode = 1;
    }
  },
  (owner) => console.error(`waiting for ${owner}, which is building ...`),
);
