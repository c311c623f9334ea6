// Which shell `npm start` opens: the desktop where it can, else headless, with the reason.

/**
 * @typedef {{ platform: NodeJS.Platform, env: NodeJS.ProcessEnv, isRoot: boolean, sandboxProblem: string | undefined }} Surroundings
 * @typedef {{ shell: 'desktop' } | { shell: 'headless', reason: string | undefined }} Choice
 */

/** Flags that only print something and end. */
const PRINTS_ONLY = new Set(['--help', '-h', '--version', '-V']);

/** @param {readonly string[]} flags @param {Surroundings} surroundings @returns {Choice} */
export function chooseShell(flags, { platform, env, isRoot, sandboxProblem }) {
  if (flags.includes('--headless') || flags.some((flag) => PRINTS_ONLY.has(flag))) {
    return { shell: 'headless', reason: undefined };
  }
  if (platform === 'darwin' || platform === 'win32') return { shell: 'desktop' };
  if (!isSet(env['DISPLAY']) && !isSet(env['WAYLAND_DISPLAY'])) return headless('there is no display here');
  if (isRoot) return headless('the desktop does not run as root: its browser would have no sandbox');
  return sandboxProblem === undefined ? { shell: 'desktop' } : headless(sandboxProblem);
}

/** @param {string} reason @returns {Choice} */
const headless = (reason) => ({ shell: 'headless', reason });

/** @param {string | undefined} value */
const isSet = (value) => value !== undefined && value !== '';

/**
 * Flags that npm took for itself because `--` was left out: `npm start --headless` instead of `npm start -- --headless`.
 * @param {NodeJS.ProcessEnv} env @param {readonly string[]} known
 */
export function swallowedFlags(env, known) {
  return known.filter((flag) => isSet(env[`npm_config_${flag.slice(2).replaceAll('-', '_')}`]));
}
