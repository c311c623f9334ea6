// Which Node runs miniPaaS: the running one if it is new enough, else the one that came with the dependencies.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What we develop and test with. */
const WANTED = [24, 0];
/** `engines` of package.json: the oldest that can run the bundles. */
const OLDEST = [22, 14];
/** From here on Node runs TypeScript files without a flag. */
const RUNS_TYPESCRIPT = [22, 18];

/** @param {string} version @param {readonly number[]} floor major, minor */
export function isAtLeast(version, [major = 0, minor = 0]) {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/**
 * @param {{ modules: string, version?: string, execPath?: string, platform?: string, arch?: string, exists?: (path: string) => boolean }} where
 * @returns {{ command: string, flags: string[] } | { error: string }}
 */
export function chooseNode({
  modules,
  version = process.versions.node,
  execPath = process.execPath,
  platform = process.platform,
  arch = process.arch,
  exists = existsSync,
}) {
  if (isAtLeast(version, WANTED)) return { command: execPath, flags: [] };

  const packageName = `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
  const bundled = join(modules, packageName, 'bin', platform === 'win32' ? 'node.exe' : 'node');
  if (exists(bundled)) return { command: bundled, flags: [] };

  if (isAtLeast(version, OLDEST)) {
    return { command: execPath, flags: isAtLeast(version, RUNS_TYPESCRIPT) ? [] : ['--experimental-strip-types'] };
  }
  return {
    error:
      `miniPaaS needs Node ${OLDEST.join('.')} or newer. This is ${version}, and no newer one came with the ` +
      `dependencies for ${platform}-${arch}. Install Node ${WANTED[0]} from https://nodejs.org and run this again.`,
  };
}
