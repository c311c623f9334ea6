// Where the configuration file is. Never the working directory: who runs the program inside a cloned repository must not
// run that repository's code.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** In the order of the documentation; the first of a folder counts only when it is the only one. */
export const configurationFileNames = [
  'minipaas.config.js',
  'minipaas.config.mjs',
  'minipaas.config.ts',
  'minipaas.config.json',
  'minipaas.config.yaml',
  'minipaas.config.yml',
  '.minipaasrc',
] as const;

export type FoundConfiguration =
  | { readonly type: 'none' }
  | { readonly type: 'file'; readonly file: string }
  /** Two files in one folder: which one counts would be a guess. */
  | { readonly type: 'several'; readonly files: readonly string[] };

/** Looks in one folder after the other; the first that has a file decides. */
export function findConfigurationFile(folders: readonly string[]): FoundConfiguration {
  for (const folder of folders) {
    const files = configurationFileNames.map((name) => join(folder, name)).filter((file) => existsSync(file));
    const [file] = files;
    if (file !== undefined) {
      return files.length === 1 ? { type: 'file', file } : { type: 'several', files };
    }
  }
  return { type: 'none' };
}
