// keytar reaches the keychain of the system. It is optional and may have been left out for want of a compiler; where the
// machine can be completed, it is built after all.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findNpm, innerNpmEnvironment } from '../bootstrap/npm.mjs';
import { capture } from '../lib/capture.mjs';
import { installPackages } from './apt.mjs';
import { keytarPackages, missingPackages } from './test-packages.mjs';

/** @param {string} root */
async function isLoadable(root) {
  const { code } = await capture(process.execPath, ['-e', "require('keytar')"], { cwd: root });
  return code === 0;
}

/** @param {string} root @param {import('./platform.mjs').Machine} machine @param {(line: string) => void} log */
export async function ensureKeytar(root, machine, log) {
  if (await isLoadable(root)) return;
  const missing = missingPackages(keytarPackages);
  if (missing.length > 0 && machine.isRoot && machine.isDebian) {
    await installPackages(
      missing.map(({ name }) => name),
      log,
    );
  }
  log('building keytar, which was left out of the dependencies ...');
  const npm = findNpm({ env: process.env, modules: join(root, 'node_modules'), execPath: process.execPath });
  if (npm === undefined) return;
  const isThere = existsSync(join(root, 'node_modules/keytar'));
  const command = isThere ? ['rebuild', 'keytar'] : ['install', '--no-save', '--no-audit', '--no-fund'];
  const env = innerNpmEnvironment(process.env);
  const { output } = await capture(npm.node, [npm.cli, ...command, '--engine-strict=false', '--loglevel=error'], {
    cwd: root,
    env,
  });
  if (!(await isLoadable(root))) log(`keytar could not be built; tests of the keychain will say so\n${output.trim()}`);
}
