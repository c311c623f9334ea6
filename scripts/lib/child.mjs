// Children that end with us and whose end is ours. Works under Node 18: the bootstrap uses it.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const FORWARDED = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

const ORPHAN_POLL_MS = 500;

/**
 * Runs a command to its end and passes signals on to it.
 * @param {string} command @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
export function runChild(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  const handlers = FORWARDED.map((signal) => {
    // Ctrl-C in a terminal reaches the whole group, so the child has it already; twice would read as "end at once".
    const isSentToGroup = signal === 'SIGINT' && process.stdin.isTTY;
    const handler = () => void (isSentToGroup || child.kill(signal));
    process.on(signal, handler);
    return { signal, handler };
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  }).finally(() => {
    for (const { signal, handler } of handlers) process.off(signal, handler);
  });
}

/**
 * Ends this process by becoming the command: in its place where the platform can, else as its parent.
 * @param {string} command an absolute path @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env]
 */
export async function become(command, args, env = process.env) {
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.execve(command, [command, ...args], env);
  }
  exitLike(await runChild(command, args, { env }));
}

/**
 * Like `become`, for what npm started: as a parent that outlives nobody. npm passes a signal to the shell in between, and
 * the shell dies of it without a word to its child, so a server would run on, unseen.
 * @param {string} command @param {readonly string[]} args @param {NodeJS.ProcessEnv} env
 */
export async function becomeUnderNpm(command, args, env) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.emit('SIGTERM');
  }, ORPHAN_POLL_MS);
  exitLike(await runChild(command, args, { env }).finally(() => clearInterval(watch)));
}

/** @param {{ code: number | null, signal: NodeJS.Signals | null }} end @returns {never} */
function exitLike({ code, signal }) {
  process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
}
