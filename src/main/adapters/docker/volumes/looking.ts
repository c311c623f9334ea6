// Looking into a volume: folders, single things, sizes, names.
import { createHash } from 'node:crypto';
import type { RawDetails, VolumeFiles } from '../../../features/volumes/ports/volume-files.ts';
import { nameOf, type VolumePath } from '../../../features/volumes/ports/volume-path.ts';
import { textOfBytes } from '../../../lib/byte-text.ts';
import { attributesOf, entriesOf, folderReading, kindOfMode, splitNul } from './records.ts';
import { nulList, scriptArgument } from './script-argument.ts';
import * as scripts from './scripts.ts';
import { folderAndName, type VolumeScripts } from './volume-scripts.ts';

export type Looking = Pick<
  VolumeFiles,
  'readFolder' | 'stat' | 'statMany' | 'measure' | 'count' | 'largest' | 'folderSizes' | 'findNames'
>;

export function createLooking({ run, runLong, sums }: VolumeScripts): Looking {
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

  return {
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
  };
}
