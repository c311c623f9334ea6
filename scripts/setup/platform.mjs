// What kind of machine this is, as far as installing something on it goes.
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps what only root runs; often not on the PATH of others. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/**
 * @typedef {{ os: NodeJS.Platform, isRoot: boolean, isDebian: boolean, distribution: string, hasSystemd: boolean }} Machine
 */

/** @returns {Machine} */
export function thisMachine() {
  const release =
    process.platform === 'linux' && existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const { distribution, isDebian } = readOsRelease(release);
  return {
    os: process.platform,
    isRoot: process.getuid?.() === 0,
    isDebian,
    distribution,
    hasSystemd: existsSync('/run/systemd/system'),
  };
}

/** @param {string} text /etc/os-release */
export function readOsRelease(text) {
  const fields = Object.fromEntries(
    text
      .split('\n')
      .map((line) => /^([A-Z_]+)=["']?([^"']*)["']?$/.exec(line.trim()))
      .filter((match) => match !== null)
      .map(([, key, value]) => [key, value]),
  );
  const ids = [fields['ID'], ...(fields['ID_LIKE'] ?? '').split(' ')];
  return { distribution: fields['PRETTY_NAME'] ?? '', isDebian: ids.includes('debian') || ids.includes('ubuntu') };
}

/** The path of a program, or undefined. @param {string} name */
export function findProgram(name) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
