// Changing what a volume holds, in place.
import type { VolumeFiles } from '../../../features/volumes/ports/volume-files.ts';
import { nulList, scriptArgument } from './script-argument.ts';
import { checkResult } from './script-failure.ts';
import * as scripts from './scripts.ts';
import { folderAndName, type VolumeScripts } from './volume-scripts.ts';

export type Changing = Pick<VolumeFiles, 'openToAll' | 'makeFolder' | 'rename' | 'remove'>;

export function createChanging({ run, attempt, runLong, volume }: VolumeScripts): Changing {
  return {
    async openToAll() {
      await run({ script: scripts.OPEN_TO_ALL, action: 'prepare the volume', path: '/' });
    },

    async makeFolder(path, { signal, above }) {
      const below = path.slice(above === '/' ? 1 : above.length + 1);
      await run({
        script: scripts.MAKE_FOLDER,
        args: [scriptArgument(above), scriptArgument(below)],
        action: 'make a folder',
        path,
        signal,
      });
    },

    async rename(from, to, { signal, replace }) {
      const result = await attempt({
        script: scripts.RENAME,
        args: [...folderAndName(from), ...folderAndName(to), replace ? 'replace' : ''],
        action: 'rename a file',
        signal,
      });
      const isAboutTarget = result.exitCode === scripts.exitCodes.exists;
      checkResult(result, { path: isAboutTarget ? to : from, action: 'rename a file', volume: volume.displayName });
    },

    async remove(paths, options) {
      let count = 0;
      let rest = '';
      await runLong({
        script: scripts.REMOVE,
        action: 'delete files',
        path: paths[0] ?? '/',
        input: nulList(paths),
        signal: options?.signal,
        onOutput(piece) {
          const lines = (rest + piece.toString('latin1')).split('\n');
          rest = lines.pop() ?? '';
          count += lines.reduce((sum, line) => sum + Number(line), 0);
          options?.onProgress?.(count);
        },
      });
      return count;
    },
  };
}
