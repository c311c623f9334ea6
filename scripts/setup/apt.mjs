// Installing Debian packages without a question.
import { setTimeout as sleep } from 'node:timers/promises';
import { capture } from '../lib/capture.mjs';

const LOCK_SECONDS = 180;
/** A mirror that fails for a moment is asked again: for each file, and for the whole. */
const FILE_RETRIES = 5;
const ATTEMPTS = 3;
const PAUSE_MS = 5_000;

/** The command that does by hand what `installPackages` does. @param {readonly string[]} packages */
export const installCommand = (packages) => `apt-get install -y --no-install-recommends ${packages.join(' ')}`;

/**
 * As root. Refreshes the lists only when they do not lead to the packages.
 * @param {readonly string[]} packages @param {(line: string) => void} log
 */
export async function installPackages(packages, log) {
  log(`installing ${packages.join(', ')} ...`);
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  let { code, output } = await aptGet(install);
  for (let attempt = 0; code !== 0 && attempt < ATTEMPTS; attempt += 1) {
    await sleep(attempt * PAUSE_MS);
    log('refreshing the package lists ...');
    await aptGet(['update']);
    ({ code, output } = await aptGet(install));
  }
  if (code !== 0)
    throw new Error(`${installCommand(packages)} failed:\n${output.trim().split('\n').slice(-15).join('\n')}`);
}

/** @param {string[]} args */
function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  const options = [`DPkg::Lock::Timeout=${LOCK_SECONDS}`, `Acquire::Retries=${FILE_RETRIES}`];
  return capture('apt-get', ['-q', ...options.flatMap((option) => ['-o', option]), ...args], { env });
}
