// Installing Debian packages without a question.
import { capture } from '../lib/capture.mjs';

const LOCK_SECONDS = 180;

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
  if (code !== 0) {
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
  return capture('apt-get', ['-q', '-o', `DPkg::Lock::Timeout=${LOCK_SECONDS}`, ...args], { env });
}
