import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const repositoryRoot = join(import.meta.dirname, '..', '..');

/** What users run is what is tested: the bundles under dist/, built anew where their sources changed. */
export async function buildBundles(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(repositoryRoot, 'scripts', 'build.mjs')], { cwd: repositoryRoot });
}
