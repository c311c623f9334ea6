// Finding npm and calling it from inside an npm command.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, sep } from 'node:path';

/**
 * Settings of the outer command that say what it does, not how to reach a registry. An inner `npm ci` must not inherit
 * them: `npm --prefix X start` would install elsewhere, `npm start --json` would print JSON.
 */
const OF_THE_OUTER_COMMAND = new Set(
  `call dry_run foreground_scripts global global_prefix if_present include include_workspace_root install_strategy json
  local_prefix location loglevel long node_gyp npm_version omit only package package_lock package_lock_only parseable
  prefix production save save_dev shell silent user_agent workspace workspaces`.split(/\s+/),
);

/** @param {NodeJS.ProcessEnv} env @returns {NodeJS.ProcessEnv} */
export function innerNpmEnvironment(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => {
      const key = name.toLowerCase();
      if (/^npm_(package|lifecycle|command|execpath|node_execpath)/.test(key) || key === 'init_cwd') return false;
      return !(key.startsWith('npm_config_') && OF_THE_OUTER_COMMAND.has(key.slice('npm_config_'.length)));
    }),
  );
}

/**
 * npm's own script and a Node to run it with. That Node must not be the one inside node_modules, which npm replaces.
 * @param {{ env: NodeJS.ProcessEnv, modules: string, execPath: string, isWindows?: boolean }} where
 * @returns {{ node: string, cli: string } | undefined}
 */
export function findNpm({ env, modules, execPath, isWindows = process.platform === 'win32' }) {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => !isInside(folder, modules));
  const name = isWindows ? 'node.exe' : 'node';
  const node = isInside(execPath, modules)
    ? (folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? execPath)
    : execPath;
  const candidates = [
    ...(env['npm_execpath'] === undefined ? [] : [env['npm_execpath']]),
    ...folders.flatMap((folder) => [join(folder, 'npm'), join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js')]),
    join(dirname(node), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const cli = candidates
    .filter((path) => existsSync(path))
    .map((path) => realpathSync(path))
    .find((path) => /[/\\]npm-cli\.c?js$/.test(path));
  return cli === undefined ? undefined : { node, cli };
}

/**
 * npm 11 reads which packages may run install scripts from `allowScripts` in package.json. An older one would run them
 * all, and some must not run (see docs): they compile against the wrong Node, or need a compiler for nothing.
 * @param {string} cli npm-cli.js
 */
export function knowsAllowScripts(cli) {
  const definitions = join(dirname(cli), '../node_modules/@npmcli/config/lib/definitions/definitions.js');
  return existsSync(definitions) && readFileSync(definitions, 'utf8').includes("'strict-allow-scripts'");
}

/** @param {string} path @param {string} folder */
function isInside(path, folder) {
  return path === folder || path.startsWith(folder + sep);
}
