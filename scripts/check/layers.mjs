// The layer table of .dependency-cruiser.mjs over src/, and a proof that it was read: with a parser that does not fit the
// TypeScript in use dependency-cruiser sees no modules and reports no violation.
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { cruise, format } from 'dependency-cruiser';
import configuration from '../../.dependency-cruiser.mjs';

/**
 * Source files under `folder`, as paths from `root` with forward slashes.
 * @param {string} root @param {string} folder
 */
export function sourceFiles(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mts|cts)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/**
 * @param {string} root @param {import('dependency-cruiser').ICruiseOptions} [overrides] of the options in the table's file
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export async function checkLayers(root, overrides = {}) {
  const files = sourceFiles(root, 'src');
  if (files.length === 0) return { ok: false, output: 'there are no sources under src/' };
  const { forbidden = [], options } = configuration;
  const cruised = await cruise(['src'], {
    ...options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden },
    ...overrides,
  });
  const { output } = cruised;
  if (typeof output === 'string') throw new TypeError('dependency-cruiser gave text where modules were asked for');

  const seen = new Set(output.modules.map((module) => module.source));
  const unseen = files.filter((file) => !seen.has(file));
  if (unseen.length > 0) {
    const list = unseen.slice(0, 10).join('\n  ');
    return {
      ok: false,
      output: `dependency-cruiser saw ${files.length - unseen.length} of ${files.length} files; not:\n  ${list}`,
    };
  }
  const isClean = output.summary.violations.length === 0;
  if (isClean) return { ok: true, output: `${files.length} files` };
  const report = await format(output, { outputType: 'err-long' });
  return { ok: false, output: /** @type {string} */ (report.output).trim() };
}
