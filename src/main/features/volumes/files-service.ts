// Files in volumes: looked at, changed, uploaded, downloaded. What takes long is a job (`file-jobs.ts`); bytes are streams.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import {
  type ConflictPolicy,
  type FileDetails,
  type FileEntry,
  type FileJob,
  type FileJobId,
} from '../../../contract/files.ts';
import type { VolumeId } from '../../../contract/ids.ts';
import type { OpenVolume, VolumeAccess } from './access.ts';
import { createBrowsing } from './browsing.ts';
import { createContents } from './contents.ts';
import { toDetails, toEntry } from './entry-view.ts';
import { createFileJobs } from './file-jobs.ts';
import { mimeTypeOf } from './file-types.ts';
import { createFileWork } from './file-work.ts';
import { type IncomingEntry, type IncomingOptions, type Received, receive } from './incoming.ts';
import { createListings } from './listings.ts';
import type { Measuring } from './measuring.ts';
import { type Archive, type ArchiveFormat, type Download, openArchive, openDownload } from './outgoing.ts';
import type { Publish, VolumeClock, VolumeLog } from './ports.ts';
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

  const service = {
    ...createBrowsing({ access, index, listings, clock }),
    ...createContents({ access, quotas, clock, onChanged: changed }),

    stat: async (input: ByPath, { signal }: Signal): Promise<FileDetails> =>
      details(await access.open(input.id), parsePath(input.path), signal),

    async folderSizes(input: ByPath, { signal }: Signal) {
      const { files } = await access.open(input.id);
      return [...(await files.folderSizes(parsePath(input.path), { signal }))];
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
