// The Electron runtime: where it is, fetching it where it is not, and whether it can run here.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from '../lib/capture.mjs';

const FETCH_MS = 120_000;

/** @param {string} root @returns {string | undefined} the program, if it is installed */
export function installedElectron(root) {
  const folder = join(root, 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const program = join(
    process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'),
    readFileSync(pathFile, 'utf8'),
  );
  return existsSync(program) ? program : undefined;
}

/**
 * @param {string} root @param {(line: string) => void} log
 * @returns {Promise<{ program: string } | { problem: string }>}
 */
export async function ensureElectron(root, log, limit = FETCH_MS) {
  let program = installedElectron(root);
  if (program === undefined) {
    log(`fetching the Electron runtime, for at most ${limit / 60_000} minutes (--headless does without) ...`);
    const { output } = await capture(process.execPath, [join(root, 'node_modules/electron/install.js')], {
      cwd: root,
      signal: AbortSignal.timeout(limit),
    });
    program = installedElectron(root);
    if (program === undefined) return { problem: `the Electron runtime could not be fetched: ${firstError(output)}` };
  }
  const { code, output } = await capture(program, ['--version'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  return code === 0 ? { program } : { problem: `the Electron runtime does not run here: ${firstError(output)}` };
}

/** The sentence of the error, without its stack. @param {string} output */
export function firstError(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const sentence =
    lines.find((line) => /error|cannot|failed/i.test(line) && !line.startsWith('at ')) ??
    lines.find((line) => line !== '');
  return sentence ?? 'it took too long';
}

/**
 * Chromium's sandbox needs user namespaces, or its helper owned by root. Where neither is given, Electron ends at once
 * with a message that few would understand, as on Ubuntu since 23.10.
 * @param {string} root
 */
export function sandboxProblem(root, platform = process.platform) {
  if (platform !== 'linux') return undefined;
  const isRestricted =
    readNumber('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === 1 ||
    readNumber('/proc/sys/kernel/unprivileged_userns_clone') === 0 ||
    readNumber('/proc/sys/user/max_user_namespaces') === 0;
  const helper = join(root, 'node_modules/electron/dist/chrome-sandbox');
  if (!isRestricted || hasRootHelper(helper)) return undefined;
  return (
    'the system does not let programs make sandboxes of their own; for the desktop: ' +
    `sudo chown root ${helper} && sudo chmod 4755 ${helper}`
  );
}

/** @param {string} path */
function readNumber(path) {
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : undefined;
}

/** @param {string} helper */
function hasRootHelper(helper) {
  if (!existsSync(helper)) return false;
  const { uid, mode } = statSync(helper);
  return uid === 0 && (mode & 0o4000) !== 0;
}
