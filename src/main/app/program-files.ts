// Where the program's own files are: beside the sources, beside the built bundles, or beside the archive of a packaged application.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../../../package.json' with { type: 'json' };

export interface ProgramFiles {
  readonly migrations: string;
  readonly landingPage: string;
  readonly dashboard: string;
  readonly sample: string;
  /** Where somebody who runs miniPaaS from its sources may keep its configuration; null when it is packaged. */
  readonly configurationFolder: string | null;
}

export const programVersion: string = packageJson.version;

export function findProgramFiles(from: string = fileURLToPath(import.meta.url)): ProgramFiles {
  const migrations = findUpwards(from, 'migrations');
  const resources = findUpwards(from, join('resources', 'landing.html'));
  return {
    migrations,
    landingPage: resources,
    sample: join(dirname(resources), 'sample'),
    configurationFolder: sourcesAbove(from),
    dashboard: join(findUpwards(from, 'package.json', dirname), 'dist', 'renderer'),
  };
}

/** An archive or an installed copy is no place to write into. */
function sourcesAbove(from: string): string | null {
  const folder = findUpwards(from, 'package.json', dirname);
  return existsSync(join(folder, 'src', 'main')) ? folder : null;
}

/** The nearest path of this name in a folder above; Electron sees into its archive as into a folder. */
function findUpwards(from: string, name: string, of: (path: string) => string = (path) => path): string {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const path = join(folder, name);
    if (existsSync(path)) {
      return of(path);
    }
    if (folder === dirname(folder)) {
      throw new Error(`This copy of miniPaaS is incomplete: ${name} was not found above ${from}.`);
    }
  }
}
