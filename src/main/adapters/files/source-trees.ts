import { mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { AppError } from '../../../contract/app-error.ts';
import type { SourceTrees } from '../../features/sources/ports.ts';
import { packContext } from './pack-context.ts';
import { createSourceTree } from './source-tree.ts';

/** `workFolder`: for checkouts that live as long as a build. Nothing else may keep files there. */
export function createSourceTrees({ workFolder }: { readonly workFolder: string }): SourceTrees {
  return {
    async open(folder, rootDirectory) {
      const base = await realDirectory(folder);
      if (base === null) throw new AppError('FOLDER_NOT_FOUND', { path: folder }, { field: 'folderPath' });
      const directory = await realDirectory(join(base, rootDirectory));
      const way = directory === null ? '..' : relative(base, directory);
      if (directory === null || way.split(/[\\/]/)[0] === '..' || isAbsolute(way)) {
        throw new AppError('ROOT_DIRECTORY_NOT_FOUND', { rootDirectory }, { field: 'rootDirectory' });
      }
      return { directory, tree: createSourceTree(directory) };
    },
    pack: (directory, { dockerfilePath, replace, ignoreFirst = [], signal }) =>
      packContext(directory, { dockerfilePath, replace, ignoreFirst, signal }),
    async makeTemporary() {
      await mkdir(workFolder, { recursive: true, mode: 0o700 });
      const directory = await mkdtemp(join(workFolder, 'source-'));
      return { directory, remove: () => rm(directory, { recursive: true, force: true, maxRetries: 3 }) };
    },
  };
}

/** Null when there is none, or it may not be entered. */
async function realDirectory(path: string): Promise<string | null> {
  try {
    const real = await realpath(path);
    return (await stat(real)).isDirectory() ? real : null;
  } catch {
    // Whatever the system says of it, the person has to name another folder.
    return null;
  }
}
