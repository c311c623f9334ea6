// The local Docker engine: does it answer, and starting one where nothing else would.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { capture } from '../lib/capture.mjs';
import { findProgram } from './platform.mjs';

const PING_MS = 3_000;
const START_MS = 180_000;
const STOP_MS = 30_000;
const POLL_MS = 200;

/** @typedef {{ socketPath: string } | { host: string, port: number }} Endpoint */
/** @typedef {{ state: 'answers' } | { state: 'denied' | 'silent', reason: string }} EngineState */

/**
 * Where the docker command would look.
 * @param {string | undefined} dockerHost DOCKER_HOST
 * @returns {Endpoint | undefined} undefined for an address that cannot be asked without more, such as ssh://
 */
export function endpointOf(dockerHost, platform = process.platform) {
  if (dockerHost === undefined || dockerHost === '') {
    return { socketPath: platform === 'win32' ? '//./pipe/docker_engine' : '/var/run/docker.sock' };
  }
  const [, scheme, rest = ''] = /^([a-z]+):\/\/(.*)$/.exec(dockerHost) ?? [];
  if (scheme === 'unix' || scheme === 'npipe') return { socketPath: rest };
  if (scheme !== 'tcp' || !URL.canParse(`http://${rest}`)) return undefined;
  const { hostname, port } = new URL(`http://${rest}`);
  return { host: hostname, port: Number(port || 2375) };
}

/** @param {string} [dockerHost] @returns {Promise<EngineState>} */
export function pingEngine(dockerHost = process.env['DOCKER_HOST']) {
  const endpoint = endpointOf(dockerHost);
  if (endpoint === undefined) return Promise.resolve({ state: 'silent', reason: `DOCKER_HOST is ${dockerHost}` });
  return new Promise((resolve) => {
    const call = request({ ...endpoint, path: '/_ping', timeout: PING_MS }, (response) => {
      response.resume();
      const { statusCode } = response;
      resolve(statusCode === 200 ? { state: 'answers' } : { state: 'silent', reason: `it answers ${statusCode}` });
    });
    call.on('timeout', () => call.destroy(new Error('it does not answer')));
    call.on('error', (/** @type {NodeJS.ErrnoException} */ { code, message }) =>
      resolve({ state: code === 'EACCES' || code === 'EPERM' ? 'denied' : 'silent', reason: message }),
    );
    call.end();
  });
}

/**
 * Asks until it answers, `isOver` says that it never will, or the time is up.
 * @param {() => boolean} [isOver]
 */
export async function waitForEngine(isOver = () => false, limit = START_MS) {
  const deadline = Date.now() + limit;
  for (;;) {
    const { state } = await pingEngine();
    if (state === 'answers' || isOver() || Date.now() > deadline) return state === 'answers';
    await sleep(POLL_MS);
  }
}

/**
 * Starts the engine as a service of the system.
 * @returns {Promise<boolean>} whether it answers
 */
export async function startSystemService() {
  const { code } = await capture('systemctl', ['enable', '--now', 'docker.service']);
  return code === 0 && (await waitForEngine());
}

/**
 * Starts dockerd as root where no system service can, detached from us. Throws with the end of its log when it fails.
 * @param {string} logFile
 * @returns {Promise<{ pid: number, stop: () => Promise<void> }>} stop ends it, and it alone
 */
export async function startDockerd(logFile) {
  const dockerd = findProgram('dockerd');
  if (dockerd === undefined) throw new Error('dockerd is not installed');
  const log = openSync(logFile, 'a');
  const child = spawn(dockerd, [], { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const { pid } = child;
  if (pid === undefined || !(await waitForEngine(isOver))) {
    child.kill();
    throw new Error(`dockerd did not start; the end of ${logFile}:\n${lastLines(logFile, 10)}`);
  }
  child.unref();
  const stop = async () => {
    if (isOver()) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.ref();
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })]);
  };
  return { pid, stop };
}

/** @param {string} file @param {number} count */
function lastLines(file, count) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(-count).join('\n') : '';
}
