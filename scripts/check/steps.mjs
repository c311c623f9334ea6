// What `npm run check` checks, in the order in which a person would want to hear of it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from '../lib/capture.mjs';
import { checkLayers } from './layers.mjs';
import { completeLockfile, missingOptionalPackages } from './lockfile.mjs';

/**
 * @typedef {{ ok: boolean, output: string }} StepResult
 * @typedef {{ name: string, advice: string, run: () => Promise<StepResult>, fix?: () => Promise<StepResult> }} Step
 */

export const WORLDS = ['contract', 'node', 'preload', 'web', 'tests'];

/** @param {string} root @returns {Step[]} */
export function staticSteps(root) {
  /** @param {string} file a script of node_modules @param {string[]} args */
  const tool =
    (file, ...args) =>
    async () => {
      const { code, output } = await capture(process.execPath, [join(root, 'node_modules', file), ...args], {
        cwd: root,
      });
      return { ok: code === 0, output };
    };
  const biome = '@biomejs/biome/bin/biome';
  const oxlint = 'oxlint/bin/oxlint';
  return [
    {
      name: 'format',
      advice: 'npm run fix',
      run: tool(biome, 'format', '--reporter=summary', '--colors=off'),
      fix: tool(biome, 'format', '--write', '--colors=off'),
    },
    {
      name: 'lint',
      advice: '`npm run fix` puts some of it right',
      run: tool(oxlint, '--deny-warnings', '--report-unused-disable-directives'),
      fix: tool(oxlint, '--fix'),
    },
    ...WORLDS.map((world) => ({
      name: `types of ${world}`,
      advice: `the rules of this world are in tsconfig.${world}.json`,
      run: tool('typescript/bin/tsc', '-p', `tsconfig.${world}.json`, '--pretty', 'false'),
    })),
    {
      name: 'layers',
      advice: 'who may import whom is the table in .dependency-cruiser.mjs',
      run: () => checkLayers(root),
    },
    {
      name: 'dead code',
      advice: 'remove what nothing uses, or tell knip.json of an entry it cannot see',
      run: tool('knip/bin/knip.js', '--no-progress'),
    },
    {
      name: 'lockfile',
      advice: 'npm run fix',
      run: async () => checkLockfile(root),
      fix: async () => fixLockfile(root),
    },
  ];
}

/** @param {string} root @returns {StepResult} */
function checkLockfile(root) {
  const missing = missingOptionalPackages(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const list = missing.map(({ requiredBy, name, version }) => `${name}@${version}, of ${requiredBy}`).join('\n');
  return {
    ok: missing.length === 0,
    output: missing.length === 0 ? '' : `npm ci will refuse package-lock.json, it lacks\n${list}`,
  };
}

/** @param {string} root @returns {StepResult} */
function fixLockfile(root) {
  const path = join(root, 'package-lock.json');
  const { lock, added, unknown } = completeLockfile(JSON.parse(readFileSync(path, 'utf8')));
  if (added.length > 0) writeFileSync(path, `${JSON.stringify(lock, undefined, 2)}\n`);
  return { ok: unknown.length === 0, output: `added ${added.length} packages to package-lock.json` };
}
