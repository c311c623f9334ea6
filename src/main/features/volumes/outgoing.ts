// What is read out of a volume: a file or a piece of it, and folders as an archive. Streams, with flat memory.
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { AppError } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import { textOfBytes } from '../../lib/byte-text.ts';
import { readTar } from '../../lib/tar/read-tar.ts';
import { TarError } from '../../lib/tar/tar-header.ts';
import { type TarInput, writeTar } from '../../lib/tar/write-tar.ts';
import { writeZip } from '../../lib/zip/write-zip.ts';
import type { OpenVolume } from './access.ts';
import type { RawDetails, VolumeFiles } from './ports/volume-files.ts';
import {
  childOf,
  isWithin,
  nameOf,
  parentOf,
  ROOT,
  STAGE_PREFIX,
  shown,
  type VolumePath,
} from './ports/volume-path.ts';

export interface Download {
  /** Of the link where it is one that leads to a file in the volume. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  readonly etag: string;
  /** Ends with FILE_CHANGED_WHILE_READ when the file becomes shorter meanwhile. */
  read(range: { readonly offset: number; readonly length: number }, signal: AbortSignal): Promise<Readable>;
}

export type ArchiveFormat = 'zip' | 'tar.gz' | 'tar';

export interface Archive {
  /** `photos.zip`; of several things that of the volume. */
  readonly fileName: string;
  readonly contentType: string;
  readonly stream: Readable;
}

/** What a link leads to inside the volume. Throws PATH_LEADS_OUT for one that leads out or nowhere. */
export async function followed(files: VolumeFiles, path: VolumePath, signal?: AbortSignal): Promise<RawDetails> {
  const details = await files.stat(path, { signal });
  if (details.kind !== 'link') {
    return details;
  }
  if (details.leadsTo === null) {
    throw new AppError('PATH_LEADS_OUT', { path: shown(path) }, { field: 'path' });
  }
  return files.stat(details.leadsTo.path, { signal });
}

/** Throws FILE_NOT_FOUND, NOT_A_FILE, PATH_LEADS_OUT. */
export async function openDownload({ files }: OpenVolume, path: VolumePath, signal: AbortSignal): Promise<Download> {
  const details = await followed(files, path, signal);
  if (details.kind !== 'file') {
    throw new AppError('NOT_A_FILE', { path: shown(path), kind: details.kind }, { field: 'path' });
  }
  return {
    name: nameOf(path),
    sizeBytes: details.sizeBytes,
    modifiedAt: details.modifiedAt,
    etag: details.etag,
    async read({ offset, length }, until) {
      const isWhole = offset === 0 && length === details.sizeBytes;
      return isWhole
        ? readWhole(files, details.path, length, until)
        : files.read(details.path, { offset, length, signal: until });
    },
  };
}

/** Over the engine's own archive call, the fastest way out of a volume for what is large. */
const ARCHIVE_FROM_BYTES = 4 * 1_048_576;

async function readWhole(files: VolumeFiles, path: VolumePath, length: number, signal: AbortSignal): Promise<Readable> {
  if (length < ARCHIVE_FROM_BYTES) {
    return files.read(path, { offset: 0, length, signal });
  }
  return fileOfTree(await files.readTree(path, { signal }), path);
}

/** The bytes of a tar's only file. */
function fileOfTree(tree: Readable, path: VolumePath): Readable {
  async function* content(): AsyncGenerator<Buffer> {
    try {
      for await (const each of readTar(tree)) {
        yield* each.content;
      }
    } catch (error) {
      throw error instanceof TarError
        ? new AppError('FILE_CHANGED_WHILE_READ', { path: shown(path) }, { cause: error })
        : error;
    } finally {
      tree.destroy();
    }
  }
  return Readable.from(content(), { objectMode: false, highWaterMark: 1_048_576 });
}

/** Throws FILE_NOT_FOUND. Only the first is looked at before the stream begins. */
export async function openArchive(
  { row, files }: OpenVolume,
  paths: readonly VolumePath[],
  format: ArchiveFormat,
  signal: AbortSignal,
): Promise<Archive> {
  const found = await Promise.all(paths.map(async (path) => (path === ROOT ? null : files.stat(path, { signal }))));
  const stem = paths.length === 1 && paths[0] !== undefined && paths[0] !== ROOT ? nameOf(paths[0]) : row.name;
  const isWholeRoot = found.includes(null);
  const [only] = paths;
  if (format === 'tar' && paths.length === 1 && only !== undefined && !isWholeRoot) {
    return {
      fileName: `${stem}.tar`,
      contentType: 'application/x-tar',
      stream: await files.readTree(only, { signal }),
    };
  }
  const entries = treeEntries(files, paths, signal);
  switch (format) {
    case 'tar':
      return { fileName: `${stem}.tar`, contentType: 'application/x-tar', stream: writeTar(entries) };
    case 'tar.gz': {
      const tar = writeTar(entries);
      const zipped = tar.pipe(createGzip({ level: 3, chunkSize: 262_144 }));
      tar.on('error', (error) => zipped.destroy(error));
      zipped.once('close', () => tar.destroy());
      return { fileName: `${stem}.tar.gz`, contentType: 'application/gzip', stream: zipped };
    }
    case 'zip':
      return {
        fileName: `${stem}.zip`,
        contentType: 'application/zip',
        stream: writeZip(withoutHardLinks(files, paths, entries, signal)),
      };
    default:
      return assertNever(format);
  }
}

/** Everything of these things, named from their own names on; uploads that are not complete are left out. */
export async function* treeEntries(
  files: Pick<VolumeFiles, 'readTree'>,
  paths: readonly VolumePath[],
  signal: AbortSignal,
): AsyncGenerator<TarInput> {
  for (const path of paths) {
    const tree = await files.readTree(path, { signal });
    try {
      for await (const { entry, content } of readTar(tree)) {
        signal.throwIfAborted();
        const name = withoutDot(entry.name);
        if (name.length > 0 && !name.toString('latin1').startsWith(STAGE_PREFIX)) {
          const target = entry.kind === 'hardlink' && entry.target !== null ? withoutDot(entry.target) : entry.target;
          yield { entry: { ...entry, name, target }, content: entry.kind === 'file' ? content : null };
        }
      }
    } catch (error) {
      throw error instanceof TarError
        ? new AppError('FILE_CHANGED_WHILE_READ', { path: shown(path) }, { cause: error })
        : error;
    } finally {
      tree.destroy();
    }
  }
}

/** A zip knows no second names of a file: it gets its content again. */
async function* withoutHardLinks(
  files: VolumeFiles,
  paths: readonly VolumePath[],
  entries: AsyncIterable<TarInput>,
  signal: AbortSignal,
): AsyncGenerator<TarInput> {
  for await (const input of entries) {
    if (input.entry.kind !== 'hardlink') {
      yield input;
      continue;
    }
    const name = textOfBytes(input.entry.name);
    const root = paths.find(
      (path) => path !== ROOT && isWithin(`/${name}` as VolumePath, `/${nameOf(path)}` as VolumePath),
    );
    const folder = root === undefined ? ROOT : parentOf(root);
    const path = childOf(folder, name);
    const { sizeBytes } = await files.stat(path, { signal });
    const content = await files.read(path, { offset: 0, length: sizeBytes, signal });
    yield { entry: { ...input.entry, kind: 'file', target: null, sizeBytes }, content };
  }
}

/** `./a` of the root's tree. */
function withoutDot(name: Buffer): Buffer {
  return name[0] === 0x2e && name[1] === 0x2f ? name.subarray(2) : name;
}
