// Makes the machine ready for integration and end-to-end tests, or says what keeps it from being so.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCommand, installPackages } from './apt.mjs';
import { pingEngine, startDockerd, startSystemService } from './engine.mjs';
import { ensureKeytar } from './keytar.mjs';
import { thisMachine } from './platform.mjs';
import { missingPackages, testPackages } from './test-packages.mjs';

/** @typedef {import('./platform.mjs').Machine} Machine */
/** @typedef {(line: string) => void} Log */

/**
 * Programs of the system. What is checked and built needs none of them, and may go on meanwhile.
 * @param {Log} log @returns {Promise<string | undefined>} what is missing and how to get it
 */
export const installTestPackages = (log) => ensurePackages(thisMachine(), log);

/**
 * To be called when the programs are there.
 * @param {string} root @param {Log} log
 * @returns {Promise<{ problems: string[], stop: () => Promise<void> }>} `stop` ends what was started
 */
export async function prepareTestMachine(root, log) {
  const machine = thisMachine();
  await ensureKeytar(root, machine, log);
  const engine = await ensureEngine(machine, log);
  return { problems: engine.problem === undefined ? [] : [engine.problem], stop: engine.stop };
}

/** @param {Machine} machine @param {Log} log @returns {Promise<string | undefined>} what is missing and how to get it */
async function ensurePackages(machine, log) {
  if (machine.os !== 'linux') {
    return 'integration and end-to-end tests run on Linux; `npm run check` checks everything else';
  }
  // The engine first: which client comes with it differs between releases of Debian.
  for (const group of [testPackages.filter(({ name }) => name === 'docker.io'), testPackages]) {
    const missing = missingPackages(group);
    if (missing.length === 0) continue;
    if (!machine.isRoot || !machine.isDebian) return describeMissing(missingPackages(testPackages), machine);
    await installPackages(
      missing.map(({ name }) => name),
      log,
    );
  }
  const still = missingPackages(testPackages);
  return still.length === 0 ? undefined : `after the installation there is still missing:\n${listOf(still)}`;
}

/** @param {readonly import('./test-packages.mjs').TestPackage[]} packages @param {Machine} machine */
export function describeMissing(packages, machine) {
  const names = packages.map(({ name }) => name);
  const how = machine.isDebian
    ? `install them with: sudo ${installCommand(names)}`
    : `install what provides them on ${machine.distribution || 'this system'}; the names are those of Debian`;
  return `the tests need programs that are missing:\n${listOf(packages)}\n${how}`;
}

/** @param {readonly import('./test-packages.mjs').TestPackage[]} packages */
const listOf = (packages) => packages.map((item) => `  ${item.name} (${item.for})`).join('\n');

/** @param {Machine} machine @param {Log} log @returns {Promise<{ problem?: string, stop: () => Promise<void> }>} */
async function ensureEngine(machine, log) {
  const stop = async () => {};
  const engine = await pingEngine();
  if (engine.state === 'answers') return { stop };
  if (engine.state === 'denied') {
    return { problem: 'you may not use Docker: sudo usermod -aG docker "$USER", then log in again', stop };
  }
  const dockerHost = process.env['DOCKER_HOST'];
  if (dockerHost !== undefined && dockerHost !== '') {
    return { problem: `no engine answers at DOCKER_HOST=${dockerHost}: ${engine.reason}`, stop };
  }
  if (!machine.isRoot) return { problem: 'no Docker engine answers: sudo systemctl start docker', stop };
  log('no Docker engine answers, starting one ...');
  if (machine.hasSystemd && (await startSystemService())) return { stop };
  const logFile = join(mkdtempSync(join(tmpdir(), 'minipaas-dockerd-')), 'dockerd.log');
  const started = await startDockerd(logFile);
  log(`dockerd runs as process ${started.pid} until the tests are over; its log is ${logFile}`);
  return { stop: started.stop };
}
