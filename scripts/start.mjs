// `npm start [-- FLAG ...]`: builds what changed and opens the desktop where it can, else the headless shell, saying why.
// `--install-docker` first installs an engine; every other flag goes to the shell.
import { join } from 'node:path';
import { bundles, isStale } from './build/bundles.mjs';
import { become, runChild } from './lib/child.mjs';
import { installDocker } from './setup/install-docker.mjs';
import { ensureElectron, sandboxProblem } from './start/electron.mjs';
import { chooseShell, swallowedFlags } from './start/shell.mjs';

/** @typedef {import('./build/bundles.mjs').BundleName} BundleName */

const root = join(import.meta.dirname, '..');
const flags = process.argv.slice(2).filter((flag) => flag !== '--install-docker');

/** Standard output belongs to the shell. @param {string} line */
const log = (line) => console.error(`[miniPaaS] ${line}`);

/** @param {string} message @returns {never} */
function fail(message) {
  log(message);
  process.exit(1);
}

const swallowed = swallowedFlags(process.env, [
  '--headless',
  '--demo',
  '--port',
  '--host',
  '--data-dir',
  '--install-docker',
]);
if (swallowed.length > 0)
  fail(`npm kept ${swallowed.join(' ')} for itself; write: npm start -- ${swallowed.join(' ')}`);

if (process.argv.includes('--install-docker')) {
  const problem = await installDocker(log).catch((/** @type {unknown} */ error) => String(error));
  if (problem !== undefined) fail(problem);
}

const shell = await openableShell();
await ensureBuilt(shell.shell === 'desktop' ? ['main', 'preload', 'renderer'] : ['main', 'renderer']);
// Electron takes its name and version from the package.json of the folder it is given.
if (shell.shell === 'desktop') await become(shell.program, [root, ...flags]);
await become(process.execPath, [join(root, 'dist/main/headless.js'), ...flags]);

/** @returns {Promise<{ shell: 'desktop', program: string } | { shell: 'headless' }>} */
async function openableShell() {
  const isRoot = process.getuid?.() === 0;
  const surroundings = { platform: process.platform, env: process.env, isRoot, sandboxProblem: sandboxProblem(root) };
  const choice = chooseShell(flags, surroundings);
  if (choice.shell === 'headless') {
    if (choice.reason !== undefined) log(`starting headless: ${choice.reason}`);
    return { shell: 'headless' };
  }
  const electron = await ensureElectron(root, log);
  if ('program' in electron) return { shell: 'desktop', program: electron.program };
  log(`starting headless: ${electron.problem}`);
  return { shell: 'headless' };
}

/** In a process of its own, so that the builder is out of memory when the shell runs. @param {readonly BundleName[]} names */
async function ensureBuilt(names) {
  const stale = names.filter((name) => isStale(root, name));
  if (stale.length === 0) return;
  log(`building ${stale.join(', ')} ...`);
  const builder = [join(root, 'scripts/build.mjs'), ...stale];
  const { code } = await runChild(process.execPath, builder, { cwd: root, stdio: ['ignore', 2, 2] });
  if (code !== 0) fail(`${stale.map((name) => bundles[name].outputs[0]).join(', ')} could not be built, see above`);
}
