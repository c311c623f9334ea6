// `npm start -- --install-docker`: the engine of the distribution, installed and running, or what to do instead.
import { installPackages } from './apt.mjs';
import { pingEngine, startDockerd, startSystemService, waitForEngine } from './engine.mjs';
import { findProgram, thisMachine } from './platform.mjs';

const LOG_FILE = '/var/log/dockerd.log';
/** A service that the package has just started needs a moment. */
const SERVICE_MS = 10_000;

/**
 * Why this machine is not for us to change, and what its owner can do.
 * @param {Pick<import('./platform.mjs').Machine, 'os' | 'isRoot' | 'isDebian' | 'distribution'>} machine
 */
export function adviceFor({ os, isRoot, isDebian, distribution }) {
  if (os === 'darwin' || os === 'win32')
    return 'Install Docker Desktop from https://docs.docker.com/desktop/ and start it.';
  if (os !== 'linux') return `Docker has no engine for ${os}: give miniPaaS the address of a machine that has one.`;
  if (!isDebian) {
    return (
      `--install-docker knows Debian and Ubuntu, this is ${distribution || 'another system'}. ` +
      'Install Docker as https://docs.docker.com/engine/install/ says.'
    );
  }
  if (!isRoot) {
    return (
      '--install-docker must be run as root. By hand: sudo apt-get install docker.io && sudo usermod -aG docker "$USER", ' +
      'then log in again.'
    );
  }
  return undefined;
}

/** @param {(line: string) => void} log @returns {Promise<string | undefined>} what went wrong */
export async function installDocker(log) {
  if ((await pingEngine()).state === 'answers') {
    log('a Docker engine answers already; nothing is installed');
    return undefined;
  }
  const machine = thisMachine();
  const advice = adviceFor(machine);
  if (advice !== undefined) return advice;

  if (findProgram('dockerd') === undefined) await installPackages(['docker.io'], log);
  // The package starts its service by itself where there is a service manager.
  if (machine.hasSystemd ? await startSystemService() : await waitForEngine(() => false, SERVICE_MS)) {
    log('the Docker engine is installed and runs as a service of the system');
    return undefined;
  }
  const { pid } = await startDockerd(LOG_FILE);
  log(
    `the Docker engine runs as process ${pid}, without a service manager: start dockerd again after a reboot (log: ${LOG_FILE})`,
  );
  return undefined;
}
