// Files in volumes: looked at, changed, uploaded, downloaded. What takes long is a job (`file-jobs.ts`); bytes are streams.
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import {
  type ConflictPolicy,
  type FileDetails,
  type FileEntry,
  type FileJob,
  type FileJobId,
  type FilePage,
  MAX_TEXT_BYTES,
  type SearchResult,
  type SortKey,
} from '../../../contract/files.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import { bytesOfText } from '../../lib/byte-text.ts';
import { namePattern } from '../../lib/name-pattern.ts';
import type { OpenVolume, VolumeAccess } from './access.ts';
import { createFileJobs } from './file-jobs.ts';
import { mimeTypeOf } from './file-types.ts';
import { createFileWork } from './file-work.ts';
import { type IncomingEntry, type IncomingOptions, type Received, receive } from './incoming.ts';
import { createListings } from './listings.ts';
import type { Measuring } from './measuring.ts';
import { type Archive, type ArchiveFormat, type Download, followed, openArchive, openDownload } from './outgoing.ts';
import type { Publish, VolumeClock, VolumeLog } from './ports.ts';
import type { FolderReading, RawDetails, RawEntry } from './ports/volume-files.ts';
import {
  childOf,
  nameOf,
  parentOf,
  parseName,
  parsePath,
  parseThing,
  ROOT,
  shown,
  type VolumePath,
} from './ports/volume-path.ts';
import type { FileIndex, UploadStore } from './ports/volume-store.ts';
import { freePaths } from './placing.ts';
import { createQuotas } from './quota.ts';
import { createUploads } from './uploads.ts';

export interface FilesDeps {
  readonly access: VolumeAccess;
  readonly index: FileIndex;
  readonly uploads: UploadStore;
  readonly measuring: Measuring;
  readonly clock: VolumeClock;
  readonly publish: Publish;
  readonly log: VolumeLog;
}

type Signal = Pick<Caller, 'signal'>;

interface ById {
  readonly id: VolumeId;
}
interface ByPath extends ById {
  readonly path: string;
}
interface Many extends ById {
  readonly paths: readonly string[];
}
interface ListInput extends ByPath {
  readonly sort: SortKey;
  readonly order: 'ascending' | 'descending';
  readonly foldersFirst: boolean;
  readonly filter?: string | undefined;
  readonly offset: number;
  readonly limit: number;
  readonly version?: string | undefined;
}

/** A folder of a million entries takes some 60 MB; what is beyond is found by search. */
const MAX_LISTING_BYTES = 80 * 1_048_576;
/** Larger folders are not kept in the index: a cache must not cost more than what it is for. */
const MAX_INDEXED = 5_000;
const WATCH_MS = 2_000;
/** Looking whether a folder has changed takes no more than this part of the time. */
const WATCH_SHARE = 10;
const BYTE_ORDER_MARK = '\ufeff';

export type Files = ReturnType<typeof createFiles>;

export function createFiles(deps: FilesDeps) {
  const { access, index, measuring, clock, publish, log } = deps;
  const listings = createListings(clock.now);
  const quotas = createQuotas(access, measuring);
  const uploads = createUploads({
    store: deps.uploads,
    access,
    quotas,
    clock,
    log,
    onPlaced(id, path, sizeBytes) {
      index.put(id, [{ path, sizeBytes, mimeType: mimeTypeOf(nameOf(path)) }], clock.now());
      changed(id);
    },
  });
  const jobs = createFileJobs(
    clock,
    createFileWork({
      access,
      quotas,
      onChanged(id, { removed }) {
        if (removed !== undefined) {
          index.remove(id, removed);
        }
        changed(id);
      },
    }),
  );

  function changed(id: VolumeId): void {
    measuring.forget(id);
    listings.forget(id);
    try {
      publish({ type: 'volumes', projectId: access.row(id).projectId });
    } catch (error) {
      // It was removed meanwhile: nobody is left to tell.
      if (!isAppError(error)) {
        throw error;
      }
    }
  }

  async function read(volume: OpenVolume, path: VolumePath, signal: AbortSignal): Promise<FolderReading> {
    const reading = await volume.files.readFolder(path, { maxBytes: MAX_LISTING_BYTES, signal });
    remember(volume.row.id, reading);
    return reading;
  }

  function remember(id: VolumeId, reading: FolderReading): void {
    if (reading.count > MAX_INDEXED || reading.isTruncated) {
      return;
    }
    const entries = Array.from({ length: reading.count }, (_, at) => reading.at(at));
    const files = entries.filter(({ kind }) => kind !== 'folder');
    index.replaceFolder(
      id,
      reading.path,
      {
        files: files.map(({ name, sizeBytes }) => ({
          path: childOf(reading.path, name),
          sizeBytes,
          mimeType: mimeTypeOf(name),
        })),
        folders: entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name),
      },
      clock.now(),
    );
  }

  async function details(volume: OpenVolume, path: VolumePath, signal: AbortSignal): Promise<FileDetails> {
    return toDetails(await volume.files.stat(path, { signal }));
  }

  function startJob(
    { id, paths, waitMs }: Many & { readonly waitMs: number },
    kind: FileJob['kind'],
    signal: AbortSignal,
    into?: { readonly to: string; readonly conflict: ConflictPolicy },
  ): Promise<FileJob> {
    access.row(id);
    const things = [...new Set(paths.map((path) => parseThing(path, 'paths')))];
    const request = {
      id,
      kind,
      paths: things,
      to: into === undefined ? null : parsePath(into.to, 'to'),
      conflict: into?.conflict ?? 'fail',
    };
    return jobs.start(request, waitMs, signal);
  }

  /** Throws NOT_A_FILE, FILE_TOO_LARGE. */
  async function content(volume: OpenVolume, path: VolumePath, signal: AbortSignal) {
    const found = await followed(volume.files, path, signal);
    if (found.kind !== 'file') {
      throw new AppError('NOT_A_FILE', { path: shown(path), kind: found.kind }, { field: 'path' });
    }
    if (found.sizeBytes > MAX_TEXT_BYTES) {
      const { sizeBytes } = found;
      throw new AppError('FILE_TOO_LARGE', { path: shown(path), sizeBytes, limitBytes: MAX_TEXT_BYTES });
    }
    const stream = await volume.files.read(found.path, { offset: 0, length: found.sizeBytes, signal });
    return { found, bytes: await buffer(stream) };
  }

  const service = {
    async list(input: ListInput, { signal }: Signal): Promise<FilePage> {
      const path = parsePath(input.path);
      const known = input.version === undefined ? null : listings.get(input.id, input.version);
      const isSame = known !== null && known.path === path;
      const reading = isSame ? known : await read(await access.open(input.id), path, signal);
      const version = isSame && input.version !== undefined ? input.version : listings.keep(input.id, reading);
      const order = listings.order(input.id, version, reading, input);
      const { kind: _kind, sizeBytes: _size, ...folder } = reading.folder;
      return {
        path: reading.path,
        entries: [...order.subarray(input.offset, input.offset + input.limit)].map((at) => toEntry(reading.at(at))),
        total: order.length,
        offset: input.offset,
        version,
        isTruncated: reading.isTruncated,
        folder: { mode: folder.mode, uid: folder.uid, gid: folder.gid, modifiedAt: iso(folder.modifiedAt) },
      };
    },

    async watch(
      input: ByPath & { readonly version: string; readonly waitMs: number },
      { signal }: Signal,
    ): Promise<{ hasChanged: boolean; version: string }> {
      const path = parsePath(input.path);
      const volume = await access.open(input.id);
      const until = clock.now() + input.waitMs;
      for (;;) {
        const begun = clock.now();
        const reading = await read(volume, path, signal);
        if (reading.digest !== input.version) {
          return { hasChanged: true, version: listings.keep(input.id, reading) };
        }
        const pause = Math.max(WATCH_MS, WATCH_SHARE * (clock.now() - begun));
        if (clock.now() + pause > until) {
          return { hasChanged: false, version: input.version };
        }
        await clock.sleep(pause, signal);
      }
    },

    stat: async (input: ByPath, { signal }: Signal): Promise<FileDetails> =>
      details(await access.open(input.id), parsePath(input.path), signal),

    async folderSizes(input: ByPath, { signal }: Signal) {
      const { files } = await access.open(input.id);
      return [...(await files.folderSizes(parsePath(input.path), { signal }))];
    },

    async search(
      { id, query, limit, ...input }: ByPath & { readonly query: string; readonly limit: number },
      { signal }: Signal,
    ): Promise<SearchResult> {
      const folder = parsePath(input.path);
      const pattern = namePattern(query);
      try {
        const { files } = await access.open(id);
        const found: VolumePath[] = [];
        await files.findNames(folder, {
          signal,
          onPaths(paths) {
            for (const path of paths) {
              if (found.length <= limit && pattern.test(nameOf(path))) {
                found.push(path);
              }
            }
            return found.length <= limit;
          },
        });
        const entries = await files.statMany(found.slice(0, limit), { signal });
        return {
          entries: [...entries].map(([path, entry]) => ({ ...toEntry(entry), path })),
          isComplete: found.length <= limit,
          source: 'volume',
        };
      } catch (error) {
        signal.throwIfAborted();
        if (!isAppError(error) || error.status !== 503) {
          throw error;
        }
        const seen = index.search(id, { folder, text: query, limit: limit + 1 });
        return {
          entries: seen.slice(0, limit).map(({ path, sizeBytes, mimeType, uploadedAt }) => ({
            ...unknownEntry,
            name: nameOf(path),
            path,
            sizeBytes,
            mimeType,
            modifiedAt: iso(uploadedAt),
          })),
          isComplete: seen.length <= limit,
          source: 'index',
        };
      }
    },

    async createFolder(input: ByPath & { readonly parents: boolean }, { signal }: Signal): Promise<FileDetails> {
      const path = parseThing(input.path);
      const volume = await access.open(input.id);
      await (input.parents
        ? makeWay(volume, path, signal)
        : volume.files.makeFolder(path, { above: parentOf(path), signal }));
      changed(input.id);
      const made = await details(volume, path, signal);
      if ((made.leadsTo?.kind ?? made.kind) !== 'folder') {
        throw new AppError('FILE_EXISTS', { path: shown(path) }, { field: 'path' });
      }
      return made;
    },

    async rename(
      input: ByPath & { readonly name: string; readonly conflict: 'fail' | 'replace' | 'keepBoth' },
      { signal }: Signal,
    ): Promise<FileDetails> {
      const from = parseThing(input.path);
      const name = parseName(input.name);
      const volume = await access.open(input.id);
      const folder = parentOf(from);
      const wanted = childOf(folder, name);
      const isTaken = wanted !== from && (await volume.files.statMany([wanted], { signal })).size > 0;
      const free =
        isTaken && input.conflict === 'keepBoth'
          ? ((await freePaths(volume.files, [name], [folder], signal)).get(name) ?? name)
          : name;
      const to = childOf(folder, free);
      await volume.files.rename(from, to, { signal, replace: input.conflict === 'replace' });
      index.rename(input.id, from, to);
      changed(input.id);
      return details(volume, to, signal);
    },

    async remove(input: ByPath, { signal }: Signal): Promise<{ path: string; removedCount: number }> {
      const path = parseThing(input.path);
      const { files } = await access.open(input.id);
      await files.stat(path, { signal });
      const removedCount = await files.remove([path], { signal });
      index.remove(input.id, [path]);
      changed(input.id);
      return { path, removedCount };
    },

    removeMany: (input: Many & { readonly waitMs: number }, { signal }: Signal): Promise<FileJob> =>
      startJob(input, 'remove', signal),
    move: (
      input: Many & { readonly waitMs: number; readonly to: string; readonly conflict: ConflictPolicy },
      { signal }: Signal,
    ): Promise<FileJob> => startJob(input, 'move', signal, input),
    copy: (
      input: Many & { readonly waitMs: number; readonly to: string; readonly conflict: ConflictPolicy },
      { signal }: Signal,
    ): Promise<FileJob> => startJob(input, 'copy', signal, input),
    jobs: ({ id }: ById): FileJob[] => {
      access.row(id);
      return jobs.list(id);
    },
    job: (
      input: ById & { readonly jobId: FileJobId; readonly version: number; readonly waitMs: number },
      { signal }: Signal,
    ): Promise<FileJob> => jobs.get(input, signal),
    cancelJob: ({ id, jobId }: ById & { readonly jobId: FileJobId }): Promise<FileJob> => jobs.cancel(id, jobId),

    async readText(input: ByPath, { signal }: Signal) {
      const path = parseThing(input.path);
      const { found, bytes } = await content(await access.open(input.id), path, signal);
      const text = asText(bytes);
      if (text === null) {
        throw new AppError('NOT_TEXT', { path: shown(path) }, { field: 'path' });
      }
      const hasByteOrderMark = text.startsWith(BYTE_ORDER_MARK);
      return {
        text: hasByteOrderMark ? text.slice(1) : text,
        etag: contentTag(found, bytes),
        sizeBytes: bytes.length,
        hasByteOrderMark,
      };
    },

    async writeText(
      input: ByPath & { readonly text: string; readonly etag: string | null; readonly hasByteOrderMark: boolean },
      { signal }: Signal,
    ): Promise<FileDetails> {
      const path = parseThing(input.path);
      const volume = await access.open(input.id);
      const before = input.etag === null ? null : await content(volume, path, signal);
      if (before !== null && contentTag(before.found, before.bytes) !== input.etag) {
        throw new AppError('FILE_CHANGED', { path: shown(path) }, { field: 'path' });
      }
      const bytes = Buffer.from((input.hasByteOrderMark ? BYTE_ORDER_MARK : '') + input.text, 'utf8');
      const at = before?.found.path ?? path;
      const entry: IncomingEntry = {
        path: nameOf(at),
        kind: 'file',
        sizeBytes: bytes.length,
        content: [bytes] as unknown as AsyncIterable<Uint8Array>,
        ...(before === null ? {} : { mode: before.found.mode, owner: before.found }),
      };
      await receive(volume, quotas, one(entry), {
        folder: parentOf(at),
        conflict: before === null ? 'fail' : 'replace',
        signal,
        now: clock.now(),
      });
      changed(input.id);
      return details(volume, at, signal);
    },

    async readBytes(
      input: ByPath & { readonly offset: number; readonly length: number },
      { signal }: Signal,
    ): Promise<{ base64: string; offset: number; sizeBytes: number; etag: string }> {
      const download = await openDownload(await access.open(input.id), parseThing(input.path), signal);
      const { sizeBytes, etag } = download;
      const length = Math.max(0, Math.min(input.length, sizeBytes - input.offset));
      const bytes =
        length === 0 ? Buffer.alloc(0) : await buffer(await download.read({ offset: input.offset, length }, signal));
      return { base64: bytes.toString('base64'), offset: input.offset, sizeBytes, etag };
    },

    async conflicts({ id, paths }: Many, { signal }: Signal): Promise<(FileEntry & { path: VolumePath })[]> {
      const wanted = paths.map((path) => parseThing(path, 'paths'));
      const { files } = await access.open(id);
      return [...(await files.statMany(wanted, { signal }))].map(([path, entry]) => ({ ...toEntry(entry), path }));
    },

    createUpload: uploads.createUpload,
    uploads: uploads.uploads,
    upload: uploads.upload,
    completeUpload: uploads.completeUpload,
    cancelUpload: uploads.cancelUpload,
  };

  return {
    ...service,
    appendUpload: uploads.appendUpload,
    /** Whatever comes as a stream of entries: a form, a folder of this machine, an archive. The folder is made where it is missing. */
    async receive(
      id: VolumeId,
      entries: AsyncIterable<IncomingEntry>,
      options: Omit<IncomingOptions, 'now' | 'folder'> & { readonly folder: string },
    ): Promise<Received> {
      const wanted = parsePath(options.folder);
      const volume = await access.open(id);
      // What is missing of the way comes with the entries: it is there when they are.
      const folder =
        wanted === ROOT ? ROOT : await deepestExisting(volume, wanted, options.signal ?? new AbortController().signal);
      const way = wanted === folder ? '' : `${wanted.slice(folder === ROOT ? 1 : folder.length + 1)}/`;
      const all = await receive(volume, quotas, way === '' ? entries : below(way, entries), {
        ...options,
        folder,
        now: clock.now(),
      });
      // The way is new, so that nothing below it can have got another name.
      const cut = (text: string): string => text.slice(way.length);
      const received: Received = {
        ...all,
        files: all.files.map(({ path, placed, sizeBytes }) => ({
          path: cut(path),
          placed: placed === null ? null : cut(placed),
          sizeBytes,
        })),
      };
      index.put(
        id,
        received.files.flatMap(({ placed, sizeBytes }) =>
          placed === null
            ? []
            : [{ path: childOf(wanted, placed), sizeBytes, mimeType: mimeTypeOf(nameOf(childOf(wanted, placed))) }],
        ),
        clock.now(),
      );
      changed(id);
      return received;
    },
    openDownload: async (id: VolumeId, path: string, signal: AbortSignal): Promise<Download> =>
      openDownload(await access.open(id), parseThing(path), signal),
    openArchive: async (
      id: VolumeId,
      paths: readonly string[],
      format: ArchiveFormat,
      signal: AbortSignal,
    ): Promise<Archive> =>
      openArchive(
        await access.open(id),
        paths.map((path) => parsePath(path)),
        format,
        signal,
      ),
    start: uploads.start,
    close: jobs.close,
  };
}

async function* below(way: string, entries: AsyncIterable<IncomingEntry>): AsyncGenerator<IncomingEntry> {
  for await (const entry of entries) {
    const { target } = entry;
    const isOwn = entry.kind === 'hardlink' && target !== undefined;
    yield { ...entry, path: way + entry.path, ...(isOwn ? { target: way + target } : {}) };
  }
}

const WAY_ATTEMPTS = 10;

/** The folder and those above it, where they are missing. Others may make the same ones at this moment. */
async function makeWay(volume: OpenVolume, path: VolumePath, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const above = await deepestExisting(volume, path, signal);
    if (above === path) {
      return;
    }
    try {
      return await volume.files.makeFolder(path, { above, signal });
    } catch (error) {
      if (attempt === WAY_ATTEMPTS || !isAppError(error) || error.code !== 'FILE_EXISTS') {
        throw error;
      }
    }
  }
}

async function deepestExisting({ files }: OpenVolume, path: VolumePath, signal: AbortSignal): Promise<VolumePath> {
  const ancestors: VolumePath[] = [];
  for (let each = path; each !== ROOT; each = parentOf(each)) {
    ancestors.push(each);
  }
  const found = await files.statMany(ancestors, { signal });
  const deepest = ancestors.find((each) => found.has(each)) ?? ROOT;
  return deepest;
}

function toEntry(entry: RawEntry): FileEntry {
  return {
    name: entry.name,
    kind: entry.kind,
    sizeBytes: entry.sizeBytes,
    modifiedAt: iso(entry.modifiedAt),
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    target: null,
    mimeType: entry.kind === 'file' ? mimeTypeOf(entry.name) : null,
  };
}

const unknownEntry = { kind: 'file', mode: 0, uid: 0, gid: 0, target: null } as const;

function toDetails(found: RawDetails): FileDetails {
  const { path, etag, target, leadsTo } = found;
  return { ...toEntry(found), path, etag, target, leadsTo };
}

/** Of what is in it: two changes within one tick of the file system's clock are two. */
function contentTag({ etag }: RawDetails, bytes: Buffer): string {
  return createHash('sha256').update(etag).update(bytes).digest('base64url').slice(0, 22);
}

/** Null for what is not UTF-8, and for what holds NUL bytes. */
function asText(bytes: Buffer): string | null {
  const text = bytes.toString('utf8');
  return bytesOfText(text)?.equals(bytes) === true && !bytes.includes(0) ? text : null;
}

async function* one<T>(value: T): AsyncGenerator<T> {
  yield value;
}

function iso(time: number): string {
  return new Date(Math.min(Math.max(time, -8.64e15), 8.64e15)).toISOString();
}
