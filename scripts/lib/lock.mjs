// A lock file between processes of one machine. Whoever dies holding it is found out by its process id.
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;
/** A file this old without a readable owner was left by a crash between creating and writing it. */
const UNREADABLE_MS = 10_000;

/** @typedef {{ pid: number, host: string }} Owner */

/** @param {string} path @returns {Owner | undefined} */
function readOwner(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {string} path */
function isStale(path) {
  const owner = readOwner(path);
  if (owner !== undefined) return owner.host === hostname() && !isAlive(owner.pid);
  try {
    return Date.now() - statSync(path).mtimeMs > UNREADABLE_MS;
  } catch {
    return false;
  }
}

/** Moves the stale file away first: of two who find it, one succeeds. @param {string} path */
function removeStale(path) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  rmSync(aside, { force: true });
}

/** @param {string} path */
function tryAcquire(path) {
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    return false;
  }
}

/**
 * Runs `work` while holding the lock; waits for another holder, telling `onWait` once who it is.
 * @template T
 * @param {string} path @param {() => Promise<T>} work @param {(owner: string) => void} onWait
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait) {
  let isTold = false;
  while (!tryAcquire(path)) {
    if (isStale(path)) {
      removeStale(path);
      continue;
    }
    const owner = readOwner(path);
    if (!isTold && owner !== undefined) {
      isTold = true;
      onWait(`process ${owner.pid}${owner.host === hostname() ? '' : ` on ${owner.host}`}`);
    }
    await sleep(POLL_MS);
  }
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}
