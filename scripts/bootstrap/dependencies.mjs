// Installs node_modules when it is missing or does not match the lockfile. A stamp makes the usual case one comparison.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from '../lib/child.mjs';
import { withLock } from '../lib/lock.mjs';
import { isInstalled, isLockOf } from './installed.mjs';
import { findNpm, innerNpmEnvironment, knowsAllowScripts } from './npm.mjs';

/** Every flag that decides what is installed is given here, so that neither NODE_ENV nor an .npmrc can leave out a part. */
const NPM_FLAGS = [
  '--engine-strict=false',
  // A registry that fails for a moment is asked again.
  '--fetch-retries=5',
  '--fetch-retry-mintimeout=2000',
  '--fetch-retry-maxtimeout=20000',
  '--include=dev',
  '--include=optional',
  '--loglevel=error',
  '--no-audit',
  '--no-fund',
];

/** Why nothing can run yet, in a sentence for whoever typed the command. */
export class BootstrapError extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** @param {string} text */
const log = (text) => console.error(`[miniPaaS] ${text}`);

/** Makes node_modules fit the lockfile, or throws a BootstrapError that says why it cannot. @param {string} root */
export async function ensureDependencies(root) {
  const stamp = join(root, 'node_modules', '.bootstrap-stamp');
  const wanted = fingerprint(root);
  const isFresh = () => readText(stamp) === wanted;
  if (isFresh()) return;
  if (matchesLockfile(root)) {
    writeFileSync(stamp, wanted);
    return;
  }
  await withLock(
    join(root, '.bootstrap-lock'),
    async () => {
      if (isFresh()) return;
      rmSync(stamp, { force: true });
      await install(root);
      writeFileSync(stamp, wanted);
    },
    (owner) => log(`waiting for ${owner}, which is installing the dependencies ...`),
  );
}

/** @param {string} root */
function fingerprint(root) {
  const lockfile = readText(join(root, 'package-lock.json'));
  if (lockfile === undefined)
    throw new BootstrapError('package-lock.json is missing: this is not a whole copy of miniPaaS.');
  const { dependencies, devDependencies, optionalDependencies, overrides, allowScripts } = readManifest(root);
  return createHash('sha256')
    .update(JSON.stringify([process.platform, process.arch]))
    .update(JSON.stringify({ dependencies, devDependencies, optionalDependencies, overrides, allowScripts }))
    .update(lockfile)
    .digest('hex');
}

/** @param {string} root */
function matchesLockfile(root) {
  const installed = readText(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return false;
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return isLockOf(readManifest(root), lock) && isInstalled(lock, JSON.parse(installed), ownPlatform());
}

/** @returns {import('./installed.mjs').Platform} */
function ownPlatform() {
  if (process.platform !== 'linux') return { os: process.platform, cpu: process.arch };
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return { os: 'linux', cpu: process.arch, libc: header.glibcVersionRuntime === undefined ? 'musl' : 'glibc' };
}

/** @param {string} root */
async function install(root) {
  const npm = findNpm({ env: process.env, modules: join(root, 'node_modules'), execPath: process.execPath });
  if (npm === undefined)
    throw new BootstrapError('npm was not found. Install it (on Debian: apt-get install npm) and run this again.');
  const env = innerNpmEnvironment(process.env);
  /** @param {string[]} args */
  const runNpm = async (args) => {
    // Standard output belongs to the command that is going to run.
    const { code, signal } = await runChild(npm.node, [npm.cli, ...args], { cwd: root, env, stdio: ['ignore', 2, 2] });
    return code ?? (signal === 'SIGINT' ? 130 : 143);
  };

  log('installing the dependencies with npm ci; this takes up to a minute or two ...');
  const started = Date.now();
  const hasAllowScripts = knowsAllowScripts(npm.cli);
  const code = await runNpm(['ci', ...NPM_FLAGS, ...(hasAllowScripts ? [] : ['--ignore-scripts'])]);
  if (code !== 0)
    throw new BootstrapError('npm ci failed: its message is above. Put that right and run this again.', code);
  if (!hasAllowScripts) await runAllowedScripts(root, runNpm);
  log(`dependencies installed in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** What npm 11 does by itself. @param {string} root @param {(args: string[]) => Promise<number>} runNpm */
async function runAllowedScripts(root, runNpm) {
  const { allowScripts = {}, optionalDependencies = {} } = readManifest(root);
  for (const name of Object.keys(allowScripts).filter((key) => allowScripts[key] === true)) {
    const code = await runNpm(['rebuild', name, '--loglevel=error', '--foreground-scripts=false']);
    if (code === 0) continue;
    if (optionalDependencies[name] === undefined)
      throw new BootstrapError(`the install script of ${name} failed`, code);
    log(`the optional package ${name} could not be built here; what needs it says so when it is asked for`);
  }
}

/** @param {string} root @returns {Record<string, Record<string, unknown> | undefined>} */
function readManifest(root) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/** @param {string} path */
function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
