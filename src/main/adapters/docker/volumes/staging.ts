// What grows in a volume until it is put in its place: stages, and putting.
import { AppError } from '../../../../contract/app-error.ts';
import type { Collision, PlaceSource, StageId, VolumeFiles } from '../../../features/volumes/ports/volume-files.ts';
import type { VolumePath } from '../../../features/volumes/ports/volume-path.ts';
import { textOfBytes } from '../../../lib/byte-text.ts';
import { putArchive } from './put-archive.ts';
import { splitNul } from './records.ts';
import { nulList, scriptArgument } from './script-argument.ts';
import { checkResult } from './script-failure.ts';
import * as scripts from './scripts.ts';
import type { Changing } from './changing.ts';
import type { Looking } from './looking.ts';
import type { Reading } from './reading.ts';
import type { VolumeScripts } from './volume-scripts.ts';

export type Staging = Omit<VolumeFiles, keyof Looking | keyof Changing | keyof Reading>;

/** Between two questions how far a copy is, at least. */
const PROGRESS_MS = 700;

const stagePath = (id: StageId): string => `${scripts.MOUNT}/${scripts.STAGE_NAME}${id}`;

export function createStaging({ client, helpers, volume, run, attempt, runLong, sums }: VolumeScripts): Staging {
  return {
    async openStage(id, options) {
      await run({
        script: scripts.OPEN_STAGE,
        args: [id],
        action: 'begin an upload',
        path: '/',
        signal: options?.signal,
      });
    },

    async unpack(id, tar, options) {
      await helpers.use(
        volume,
        async (containerId) => {
          await putArchive(client, containerId, stagePath(id), tar, options?.signal, volume.displayName);
        },
        false,
      );
    },

    async append(id, name, bytes, { signal, offset }) {
      const result = await attempt({
        script: scripts.APPEND,
        args: [id, scriptArgument(name), String(offset)],
        action: 'write to the volume',
        input: bytes,
        signal,
        isBulk: true,
      });
      const size = Number(result.output.toString('latin1').trim());
      if (result.exitCode === scripts.exitCodes.wrongOffset) {
        throw new AppError('UPLOAD_OFFSET_WRONG', { expected: size, given: offset }, { field: 'offset' });
      }
      checkResult(result, { path: name, action: 'write to the volume', volume: volume.displayName });
      return size;
    },

    async stagedSize(id, name, options) {
      const result = await attempt({
        script: scripts.STAGED_SIZE,
        args: [id, scriptArgument(name)],
        action: 'look at an upload',
        signal: options?.signal,
      });
      if (result.exitCode === scripts.exitCodes.notFound) {
        return null;
      }
      checkResult(result, { path: name, action: 'look at an upload', volume: volume.displayName });
      return Number(result.output.toString('latin1').trim());
    },

    async stagedHash(id, name, options) {
      const { output } = await run({
        script: scripts.STAGED_HASH,
        args: [id, scriptArgument(name)],
        action: 'check an upload',
        path: name,
        signal: options?.signal,
      });
      return output.toString('latin1', 0, 64);
    },

    async stageCopy(id, copies, options) {
      const counting = new AbortController();
      const watching = watchProgress(counting.signal, options?.onProgress, async () => {
        const [sum] = await sums({ script: scripts.COUNT_STAGE, args: [id], action: 'count files', path: '/' });
        return { count: (sum?.[0] ?? 0) + (sum?.[1] ?? 0), sizeBytes: sum?.[2] ?? 0 };
      });
      try {
        await runLong({
          script: scripts.STAGE_COPY,
          args: [id],
          action: 'copy files',
          path: copies[0]?.from ?? '/',
          input: nulList(copies.flatMap(({ from, name }) => [from, name])),
          signal: options?.signal,
        });
      } finally {
        counting.abort();
        await watching;
      }
    },

    async setStaged(id, name, { uid, gid, mode, modifiedAt }, options) {
      await run({
        script: scripts.SET_STAGED,
        args: [
          id,
          scriptArgument(name),
          `${uid}:${gid}`,
          mode.toString(8),
          modifiedAt === null ? '' : String(Math.floor(modifiedAt / 1000)),
        ],
        action: 'finish an upload',
        path: name,
        signal: options?.signal,
      });
    },

    async renameStaged(id, renames, options) {
      await run({
        script: scripts.RENAME_STAGED,
        args: [id],
        action: 'rename files',
        path: '/',
        input: nulList(renames.flatMap(({ from, to }) => [from, to])),
        signal: options?.signal,
      });
    },

    async removeStaged(id, paths, options) {
      await run({
        script: scripts.REMOVE_STAGED,
        args: [id],
        action: 'leave files out',
        path: '/',
        input: nulList(paths.map((path) => `./${path}`)),
        signal: options?.signal,
      });
    },

    async collisions(source, folder, options) {
      const { output } = await run({
        script: scripts.COLLISIONS,
        ...ends(source, folder),
        action: 'look for files of the same name',
        path: folder,
        signal: options?.signal,
      });
      return splitNul(output).map((record): Collision => {
        const text = textOfBytes(record);
        return { path: text.slice(3), isMismatch: text.startsWith('M') };
      });
    },

    async place(source, folder, options) {
      await run({
        script: scripts.PLACE,
        ...ends(source, folder),
        action: 'put files in their place',
        path: folder,
        signal: options?.signal,
      });
    },

    async replaceAll(id, { root, signal }) {
      await run({
        script: scripts.REPLACE_ALL,
        args: [
          id,
          ...(root === null
            ? []
            : [`${root.uid}:${root.gid}`, root.mode.toString(8), String(Math.floor(root.modifiedAt / 1000))]),
        ],
        action: 'replace what the volume holds',
        path: '/',
        signal,
      });
    },

    async dropStage(id) {
      await run({ script: scripts.DROP_STAGE, args: [id], action: 'remove an unfinished upload', path: '/' });
    },

    async listStages(options) {
      const { output } = await run({
        script: scripts.LIST_STAGES,
        action: 'look for unfinished uploads',
        path: '/',
        signal: options?.signal,
      });
      return output
        .toString('latin1')
        .split('\n')
        .flatMap((line) => {
          const match = /^(\d+) \.\/\.minipaas-part-([a-z0-9]{16})$/.exec(line);
          return match === null ? [] : [{ id: match[2] as StageId, modifiedAt: Number(match[1]) * 1000 }];
        });
    },
  };
}

/** The two first arguments say where from; names of a folder come on standard input. */
function ends(source: PlaceSource, folder: VolumePath): { readonly args: readonly string[]; readonly input?: Buffer } {
  return 'stage' in source
    ? { args: ['stage', source.stage, scriptArgument(folder)] }
    : {
        args: ['folder', scriptArgument(source.folder), scriptArgument(folder)],
        input: nulList(source.names.map((name) => `./${name}`)),
      };
}

/** Asks again and again until the signal aborts, ever more seldom where an answer takes long. */
async function watchProgress<T>(
  signal: AbortSignal,
  tell: ((progress: T) => void) | undefined,
  ask: () => Promise<T>,
): Promise<void> {
  let waitMs = PROGRESS_MS;
  while (tell !== undefined && !signal.aborted) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
    if (signal.aborted) {
      return;
    }
    const begun = performance.now();
    // Progress that cannot be told now is told the next time.
    await ask().then(tell, () => undefined);
    waitMs = Math.max(PROGRESS_MS, 5 * (performance.now() - begun));
  }
}
