// The files of one volume over its helper: what is small goes through commands in it, bulk through the engine's archive calls.
import { createHash } from 'node:crypto';
import { PassThrough, type Readable } from 'node:stream';
import { AppError } from '../../../../contract/app-error.ts';
import type {
  Collision,
  PlaceSource,
  RawDetails,
  StageId,
  VolumeFiles,
} from '../../../features/volumes/ports/volume-files.ts';
import { nameOf, parentOf, shown, type VolumePath } from '../../../features/volumes/ports/volume-path.ts';
import { textOfBytes, urlOfText } from '../../../lib/byte-text.ts';
import { dialStream } from '../dial.ts';
import type { EngineClient } from '../engine-client.ts';
import { problemOf, statusCodeOf } from '../engine-failure.ts';
import type { Helpers, VolumeName } from './helpers.ts';
import { oddTree } from './odd-tree.ts';
import { attributesOf, entriesOf, folderReading, kindOfMode } from './records.ts';
import { runScript, type ScriptResult, type ScriptRun } from './run-script.ts';
import { nulList, scriptArgument } from './script-argument.ts';
import { checkResult } from './script-failure.ts';
import * as scripts from './scripts.ts';

export interface VolumeFilesDeps {
  readonly client: EngineClient;
  readonly helpers: Helpers;
  readonly volume: VolumeName;
}

interface Job extends Omit<ScriptRun, 'args' | 'action'> {
  readonly args?: readonly string[];
  readonly action: string;
  /** For messages. */
  readonly path: string;
}

const BLOCK = 65_536;
/** Exit code of a script that was ended. */
const PROGRESS_MS = 700;

export function createVolumeFiles({ client, helpers, volume }: VolumeFilesDeps): VolumeFiles {
  const stagePath = (id: StageId): string => `${scripts.MOUNT}/${scripts.STAGE_NAME}${id}`;

  async function run({ path, args = [], ...job }: Job): Promise<ScriptResult> {
    const result = await helpers.run(volume, { ...job, args: args.map((each) => each) });
    checkResult(result, { path, action: job.action, volume: volume.displayName });
    return result;
  }

  const folderAndName = (path: VolumePath): [string, string] => [
    scriptArgument(parentOf(path)),
    scriptArgument(nameOf(path)),
  ];

  async function stat(path: VolumePath, signal?: AbortSignal): Promise<RawDetails> {
    const { output } = await run({
      script: scripts.STAT,
      args: folderAndName(path),
      action: 'look at a file',
      path,
      signal,
    });
    const [folder, record = '', target, leadsTo, leadsToMode] = splitNul(output);
    const name = nameOf(path);
    const numbers = record?.toString('latin1').trim() ?? '';
    const inFolder = textOfBytes(folder ?? Buffer.alloc(0));
    return {
      name,
      ...attributesOf(numbers),
      path: `${inFolder}/${name}` as VolumePath,
      etag: createHash('sha256').update(numbers).digest('base64url').slice(0, 22),
      target: target === undefined ? null : textOfBytes(target),
      leadsTo:
        leadsTo === undefined || leadsToMode === undefined
          ? null
          : {
              path: (leadsTo.length === 0 ? '/' : textOfBytes(leadsTo)) as VolumePath,
              kind: kindOfMode(Number.parseInt(leadsToMode.toString('latin1').trim(), 16)),
            },
    };
  }

  /** Runs what may take long, and ends it in the helper when the signal aborts. `onOutput` gets what comes after the first line. */
  async function runLong(job: Job & { readonly onOutput?: (piece: Buffer) => void }): Promise<void> {
    const { signal, path } = job;
    let first = '';
    let pid: string | null = null;
    await helpers.use(volume, async (containerId) => {
      const end = (): void => {
        if (pid !== null) {
          void runScript(client, containerId, { script: scripts.STOP, args: [pid], action: job.action }).catch(
            () => undefined,
          );
        }
      };
      signal?.addEventListener('abort', end, { once: true });
      try {
        const result = await runScript(client, containerId, {
          ...job,
          args: job.args ?? [],
          onOutput(piece) {
            if (pid !== null) {
              void job.onOutput?.(piece);
              return;
            }
            first += piece.toString('latin1');
            const lineEnd = first.indexOf('\n');
            if (lineEnd !== -1) {
              pid = first.slice(0, lineEnd);
              if (signal?.aborted === true) {
                end();
              }
              void job.onOutput?.(Buffer.from(first.slice(lineEnd + 1), 'latin1'));
            }
          },
        });
        signal?.throwIfAborted();
        checkResult(result, { path, action: job.action, volume: volume.displayName });
        if (result.complaint !== '') {
          checkResult({ ...result, exitCode: 1 }, { path, action: job.action, volume: volume.displayName });
        }
      } finally {
        signal?.removeEventListener('abort', end);
      }
    });
  }

  async function sums(job: Job): Promise<readonly (readonly [number, number, number])[]> {
    const { output } = await run(job);
    return output
      .toString('latin1')
      .trim()
      .split('\n')
      .map((line) => {
        const [files = 0, folders = 0, bytes = 0] = line.split(' ').map(Number);
        return [files, folders, bytes] as const;
      });
  }

  const files: VolumeFiles = {
    async readFolder(path, { signal, maxBytes }) {
      const pieces: Buffer[] = [];
      let size = 0;
      const enough = new AbortController();
      const until = signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal]);
      try {
        await run({
          script: scripts.READ_FOLDER,
          args: [scriptArgument(path)],
          action: 'list a folder',
          path,
          signal: until,
          onOutput(piece) {
            pieces.push(Buffer.from(piece));
            size += piece.length;
            if (size > maxBytes) {
              enough.abort();
            }
          },
        });
      } catch (error) {
        signal?.throwIfAborted();
        if (!enough.signal.aborted) {
          throw error;
        }
      }
      return folderReading(Buffer.concat(pieces), enough.signal.aborted);
    },

    stat: (path, options) => stat(path, options?.signal),

    async statMany(paths, options) {
      const { output } = await run({
        script: scripts.STAT_MANY,
        action: 'look at files',
        path: paths[0] ?? '/',
        signal: options?.signal,
        input: nulList(paths),
      });
      return new Map(
        entriesOf(output).map((entry) => [
          `/${entry.name}` as VolumePath,
          { ...entry, name: nameOf(entry.name as VolumePath) },
        ]),
      );
    },

    async measure(options) {
      const [all, staged, free] = await sums({
        script: scripts.MEASURE,
        action: 'measure the volume',
        path: '/',
        signal: options?.signal,
      });
      const stageBytes = staged?.[2] ?? 0;
      return {
        sizeBytes: (all?.[2] ?? 0) + stageBytes,
        fileCount: all?.[0] ?? 0,
        folderCount: all?.[1] ?? 0,
        stageBytes,
        diskFreeBytes: free === undefined || Number.isNaN(free[0]) ? null : free[0] * 1024,
      };
    },

    async count(paths, options) {
      const [sum] = await sums({
        script: scripts.COUNT,
        action: 'count files',
        path: paths[0] ?? '/',
        signal: options?.signal,
        input: nulList(paths),
      });
      return { count: (sum?.[0] ?? 0) + (sum?.[1] ?? 0), sizeBytes: sum?.[2] ?? 0 };
    },

    async largest(limit, options) {
      const { output } = await run({
        script: scripts.LARGEST,
        action: 'measure the volume',
        path: '/',
        signal: options?.signal,
      });
      // A name may hold line ends, but no slash: `number, tab, ./` begins a record.
      return output
        .toString('latin1')
        .split(/\n(?=\d+\t\.\/|$)/)
        .flatMap((record) => {
          const match = /^(\d+)\t\.\/([^]*)$/.exec(record);
          return match === null
            ? []
            : [{ name: textOfBytes(Buffer.from(match[2] ?? '', 'latin1')), sizeBytes: Number(match[1]) * 1024 }];
        })
        .toSorted((a, b) => b.sizeBytes - a.sizeBytes)
        .slice(0, limit);
    },

    async folderSizes(path, options) {
      const pieces: Buffer[] = [];
      await runLong({
        script: scripts.FOLDER_SIZES,
        args: [scriptArgument(path)],
        action: 'measure folders',
        path,
        signal: options?.signal,
        onOutput: (piece) => void pieces.push(piece),
      });
      const records = Buffer.concat(pieces).toString('latin1').split('//').slice(1);
      return records.map((record) => {
        const end = record.indexOf('/');
        return {
          name: textOfBytes(Buffer.from(record.slice(end + 1), 'latin1')),
          sizeBytes: Number(record.slice(0, end)),
        };
      });
    },

    async findNames(folder, { signal, onPaths }) {
      let rest: Buffer = Buffer.alloc(0);
      let base: string | null = null;
      const enough = new AbortController();
      const until = signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal]);
      try {
        await run({
          script: scripts.FIND_NAMES,
          args: [scriptArgument(folder)],
          action: 'search the volume',
          path: folder,
          signal: until,
          onOutput(piece) {
            const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
            const end = bytes.lastIndexOf(0);
            rest = Buffer.from(bytes.subarray(end + 1));
            const names = splitNul(bytes.subarray(0, end + 1)).map((name) => textOfBytes(name));
            if (base === null && names.length > 0) {
              base = names.shift() ?? '';
            }
            // `./a/b`
            if (names.length > 0 && !onPaths(names.map((name) => `${base}${name.slice(1)}` as VolumePath))) {
              enough.abort();
            }
          },
        });
      } catch (error) {
        signal?.throwIfAborted();
        if (!enough.signal.aborted) {
          throw error;
        }
      }
    },

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
      const result = await helpers.run(volume, {
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

    async read(path, { signal, offset, length }) {
      const isWhole = offset === 0 && length === Number.POSITIVE_INFINITY;
      const skip = Math.floor(offset / BLOCK);
      const lead = offset - skip * BLOCK;
      const blocks = isWhole ? 0 : Math.ceil((lead + length) / BLOCK);
      const output = new PassThrough({ highWaterMark: 1_048_576 });
      const stopped = new AbortController();
      output.once('close', () => stopped.abort());
      let toSkip = lead;
      let left = length;
      const begun = Promise.withResolvers<void>();
      void helpers
        .use(
          volume,
          (id) =>
            runScript(client, id, {
              script: isWhole ? scripts.READ_WHOLE : scripts.READ_BLOCKS,
              args: [...folderAndName(path), ...(isWhole ? [] : [String(skip), String(blocks)])],
              action: 'read a file',
              signal: signal === undefined ? stopped.signal : AbortSignal.any([signal, stopped.signal]),
              isBulk: length > 1_048_576,
              onOutput(piece) {
                const part = piece.subarray(Math.min(toSkip, piece.length));
                toSkip -= piece.length - part.length;
                const wanted = part.subarray(0, Math.min(left, part.length));
                left -= wanted.length;
                begun.resolve();
                return wanted.length > 0 && !output.write(wanted) ? drained(output) : undefined;
              },
            }),
          true,
        )
        .then((result) => {
          checkResult(result, { path, action: 'read a file', volume: volume.displayName });
          output.end();
          begun.resolve();
        })
        .catch((error: unknown) => {
          begun.reject(error);
          output.destroy(error instanceof Error ? error : new Error(String(error)));
        });
      output.on('error', () => undefined);
      await begun.promise;
      return output;
    },

    async readTree(path, options) {
      const signal = options?.signal;
      const open = async (source: string): Promise<Readable> => {
        const held = await helpers.hold(volume);
        return openArchive(client, held, `${scripts.MOUNT}${source}`, { path, signal });
      };
      if (path === '/') {
        return open('/.');
      }
      // The engine follows links of folders, so that only a path without them is given to it.
      const details = await stat(path, signal);
      return details.name.isWellFormed()
        ? open(details.path)
        : oddTree(details, {
            openInside: () => open(`${details.path}/.`),
            readFile: () => files.read(details.path, { offset: 0, length: details.sizeBytes, signal }),
          });
    },

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
      const result = await helpers.run(volume, {
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
      const result = await helpers.run(volume, {
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
  return files;
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

function splitNul(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(0); at !== -1; at = bytes.indexOf(0, from)) {
    parts.push(bytes.subarray(from, at));
    from = at + 1;
  }
  if (from < bytes.length) {
    parts.push(bytes.subarray(from));
  }
  return parts;
}

function drained(stream: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      stream.off('drain', go);
      stream.off('close', go);
      resolve();
    };
    stream.on('drain', go);
    stream.on('close', go);
  });
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

/** The engine takes the path as bytes of the URL. */
async function openArchive(
  client: EngineClient,
  held: { readonly id: string; done(): void },
  source: string,
  { path, signal }: { readonly path: string; readonly signal: AbortSignal | undefined },
): Promise<Readable> {
  const output = new PassThrough({ highWaterMark: 1_048_576 });
  const stopped = new AbortController();
  output.once('close', () => stopped.abort());
  output.on('error', () => undefined);
  const begun = Promise.withResolvers<void>();
  void client
    .stream(
      {
        action: 'read files',
        signal: signal === undefined ? stopped.signal : AbortSignal.any([signal, stopped.signal]),
      },
      (abortSignal) =>
        dialStream(client.docker, {
          method: 'GET',
          path: `/containers/${held.id}/archive`,
          query: {},
          rawQuery: `path=${urlOfText(source)}`,
          abortSignal,
        }),
      async (stream) => {
        begun.resolve();
        for await (const piece of stream) {
          if (!output.write(piece as Buffer)) {
            await drained(output);
          }
        }
      },
    )
    .then(() => output.end())
    .catch((error: unknown) => {
      const cause = error instanceof AppError ? error.cause : error;
      const failure =
        statusCodeOf(cause) === 404
          ? new AppError('FILE_NOT_FOUND', { path: shown(path) }, { field: 'path', cause })
          : error;
      begun.reject(failure);
      output.destroy(failure instanceof Error ? failure : new Error(String(failure)));
    })
    .finally(held.done);
  await begun.promise;
  return output;
}

async function putArchive(
  client: EngineClient,
  containerId: string,
  target: string,
  tar: Readable,
  signal: AbortSignal | undefined,
  volume: string,
): Promise<void> {
  const source: { error: Error | null } = { error: null };
  const broken = new AbortController();
  tar.on('error', (error) => {
    source.error = error;
    // Else the engine would take the end of the connection for the end of the archive.
    broken.abort();
  });
  try {
    await client.stream(
      {
        action: 'write to the volume',
        timeoutMs: null,
        signal: signal === undefined ? broken.signal : AbortSignal.any([signal, broken.signal]),
      },
      (abortSignal) =>
        dialStream(client.docker, {
          method: 'PUT',
          path: `/containers/${containerId}/archive`,
          query: { path: target, noOverwriteDirNonDir: true },
          file: tar,
          abortSignal,
        }),
      async (stream) => {
        for await (const _ of stream);
      },
    );
  } catch (error) {
    signal?.throwIfAborted();
    if (source.error !== null) {
      throw source.error;
    }
    throw error instanceof AppError && error.code === 'DISK_FULL'
      ? new AppError('DISK_FULL', { where: `the volume ${volume}` }, { cause: error })
      : error instanceof AppError && error.code === 'ENGINE_FAILED'
        ? new AppError(
            'FILES_REFUSED',
            { action: 'write to the volume', problem: problemOf(error.cause) },
            { cause: error },
          )
        : error;
  } finally {
    tar.destroy();
  }
}
