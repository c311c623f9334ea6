// Files in volumes. Bytes do not travel here but over raw routes (`docs/rest-api.md`):
//   POST /volumes/{id}/files                  multipart/form-data, any number of files; the part's filename may hold a relative path
//   PUT  /volumes/{id}/files/content?path=    one file as the raw body
//   GET, HEAD /volumes/{id}/files/download?path=[&disposition=inline]   Range, ETag, If-Range
//   GET  /volumes/{id}/files/archive?path=[&path=…]&format=zip|tar.gz|tar   folders and files, streamed
//   PUT  /volumes/{id}/files/archive?path=&conflict=[&modes=folder]   a tar or tar.gz unpacked below a folder
//   PUT  /volumes/{id}/uploads/{uploadId}?offset=      the next bytes of a resumable upload
// Paths are spelled as `paths.ts` says.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { errorBody } from './errors.ts';
import { volumeId } from './ids.ts';
import { fileName, volumePath } from './paths.ts';

export const entryKind = z.enum(['file', 'folder', 'link', 'fifo', 'socket', 'block', 'character']);
export type EntryKind = z.infer<typeof entryKind>;

export const fileEntry = z.object({
  name: z.string(),
  kind: entryKind,
  /** Of the thing itself; a folder's is not what is in it. */
  sizeBytes: z.number().int(),
  modifiedAt: isoTime,
  /** Permission bits: 0o644 is 420. */
  mode: z.number().int(),
  uid: z.number().int(),
  gid: z.number().int(),
  /** Of a link, as it is written in it; only `stat` reads it. */
  target: z.string().nullable(),
  /** Guessed from the name; null for what is no file. */
  mimeType: z.string().nullable(),
});
export type FileEntry = z.infer<typeof fileEntry>;

export const fileDetails = fileEntry.extend({
  path: volumePath,
  /** Changes when the content does (inode, size, modification and status change time). */
  etag: z.string(),
  /** What a link leads to inside the volume; null where it leads out of it or nowhere, and for what is no link. */
  leadsTo: z.object({ path: volumePath, kind: entryKind }).nullable(),
});
export type FileDetails = z.infer<typeof fileDetails>;

export const sortKey = z.enum(['name', 'size', 'modified', 'kind']);
export type SortKey = z.infer<typeof sortKey>;

export const filePage = z.object({
  /** The folder, links resolved. */
  path: volumePath,
  entries: z.array(fileEntry),
  /** Of the whole folder, after `filter`. */
  total: z.number().int(),
  offset: z.number().int(),
  /** Give it to the next page, so that all pages are of one reading; and to `watch`. It changes when anything listed does. */
  version: z.string(),
  /** The folder holds more than can be listed (millions): the rest is found by search. */
  isTruncated: z.boolean(),
  folder: z.object({ mode: z.number().int(), uid: z.number().int(), gid: z.number().int(), modifiedAt: isoTime }),
});
export type FilePage = z.infer<typeof filePage>;

export const MAX_FILE_PAGE = 10_000;

/** What happens where the name is taken. `keepBoth` gives the new one a number: `report (2).pdf`. Folders that meet are merged. */
export const conflictPolicy = z.enum(['fail', 'replace', 'keepBoth', 'skip']);
export type ConflictPolicy = z.infer<typeof conflictPolicy>;

export const jobId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,40}$/)
  .brand<'FileJobId'>();
export type FileJobId = z.infer<typeof jobId>;

export const fileJob = z.object({
  id: jobId,
  volumeId,
  kind: z.enum(['move', 'copy', 'remove']),
  paths: z.array(volumePath),
  /** The folder that things are moved or copied into. */
  to: volumePath.nullable(),
  status: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** Files and folders dealt with, and of how many; null while they are counted. */
  doneCount: z.number().int(),
  totalCount: z.number().int().nullable(),
  doneBytes: z.number().int(),
  totalBytes: z.number().int().nullable(),
  /** Where they went, by their path before: also under which name, with `keepBoth`. Null: skipped. At most 1,000. */
  results: z.array(z.object({ from: volumePath, to: volumePath.nullable() })),
  error: errorBody.nullable(),
  startedAt: isoTime,
  finishedAt: isoTime.nullable(),
  /** Goes up with each change: give it to `job` to wait for the next. */
  version: z.number().int(),
});
export type FileJob = z.infer<typeof fileJob>;

export const uploadId = z
  .string()
  .regex(/^[a-z0-9]{16}$/)
  .brand<'UploadId'>();
export type UploadId = z.infer<typeof uploadId>;

export const upload = z.object({
  id: uploadId,
  volumeId,
  path: volumePath,
  sizeBytes: z.number().int(),
  /** Bytes that have arrived, asked of the volume itself: the next chunk begins here. */
  offset: z.number().int(),
  conflict: conflictPolicy,
  createdAt: isoTime,
  /** An upload that nobody continues is given up then; each chunk moves it on. */
  expiresAt: isoTime,
});
export type Upload = z.infer<typeof upload>;

export const MAX_TEXT_BYTES = 1_048_576;
export const MAX_READ_BYTES = 1_048_576;

/** What an upload that is done has made. */
export const uploadResult = z.object({
  /** Where it ended up (`keepBoth` may have given it a number), or null: skipped. */
  path: volumePath.nullable(),
  sizeBytes: z.number().int(),
  /** Of what was received; null where it was not asked for or computed. */
  sha256: z.string().nullable(),
});
export type UploadResult = z.infer<typeof uploadResult>;

export const searchResult = z.object({
  entries: z.array(fileEntry.extend({ path: volumePath })),
  /** False: there are more than `limit`. */
  isComplete: z.boolean(),
  /** `index`: the host cannot be asked, so this is what was seen there last. */
  source: z.enum(['volume', 'index']),
});
export type SearchResult = z.infer<typeof searchResult>;

const byVolume = z.object({ id: volumeId });
const byPath = byVolume.extend({ path: volumePath });
const waitMs = z.number().int().min(0).max(25_000);
const paths = z.array(volumePath).min(1).max(10_000);
const sha256 = z.string().regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits');

/** Moves, copies and removals answer when they are done or after `waitMs`, whichever is first; then `job` tells the rest. */
const jobInput = byVolume.extend({ paths, waitMs: waitMs.default(5_000) });
const intoFolder = { to: volumePath, conflict: conflictPolicy.default('fail') };

export const filesContract = {
  list: oc
    .route({ method: 'GET', path: '/volumes/{id}/files', summary: 'List a folder of a volume' })
    .input(
      byVolume.extend({
        path: volumePath.default('/'),
        sort: sortKey.default('name'),
        order: z.enum(['ascending', 'descending']).default('ascending'),
        /** Folders before everything else. */
        foldersFirst: z.boolean().default(true),
        /** Only names that contain this, case ignored. */
        filter: z.string().max(255).optional(),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(MAX_FILE_PAGE).default(1000),
        /** Of the page before. A reading that is no longer kept, or none given: the folder is read anew. */
        version: z.string().max(100).optional(),
      }),
    )
    .output(filePage),
  watch: oc
    .route({
      method: 'GET',
      path: '/volumes/{id}/files/watch',
      summary: 'Wait until a folder differs from a version of its listing',
    })
    .input(
      byVolume.extend({ path: volumePath.default('/'), version: z.string().max(100), waitMs: waitMs.default(20_000) }),
    )
    .output(z.object({ hasChanged: z.boolean(), version: z.string() })),
  stat: oc
    .route({ method: 'GET', path: '/volumes/{id}/files/stat', summary: 'Look at one file or folder' })
    .input(byPath)
    .output(fileDetails),
  folderSizes: oc
    .route({
      method: 'GET',
      path: '/volumes/{id}/files/sizes',
      summary: 'How much is in each folder of a folder; in a large volume this takes a while',
    })
    .input(byVolume.extend({ path: volumePath.default('/') }))
    .output(z.array(z.object({ name: z.string(), sizeBytes: z.number().int() }))),
  search: oc
    .route({ method: 'GET', path: '/volumes/{id}/files/search', summary: 'Find files and folders by name' })
    .input(
      byVolume.extend({
        path: volumePath.default('/'),
        /** A part of the name, case ignored. `*` and `?` stand for any characters and any one. */
        query: z.string().min(1).max(255),
        limit: z.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(searchResult),
  createFolder: oc
    .route({ method: 'POST', path: '/volumes/{id}/folders', summary: 'Make a folder', successStatus: 201 })
    .input(
      byPath.extend({
        /** Also the folders above it; then no error when it exists. */ parents: z.boolean().default(false),
      }),
    )
    .output(fileDetails),
  rename: oc
    .route({ method: 'POST', path: '/volumes/{id}/files/rename', summary: 'Give a file or folder another name' })
    .input(byPath.extend({ name: fileName, conflict: z.enum(['fail', 'replace', 'keepBoth']).default('fail') }))
    .output(fileDetails),
  remove: oc
    .route({ method: 'DELETE', path: '/volumes/{id}/files', summary: 'Delete a file, or a folder with all in it' })
    .input(byPath)
    .output(z.object({ path: volumePath, removedCount: z.number().int() })),
  removeMany: oc
    .route({ method: 'POST', path: '/volumes/{id}/files/remove', summary: 'Delete several files and folders' })
    .input(jobInput)
    .output(fileJob),
  move: oc
    .route({ method: 'POST', path: '/volumes/{id}/files/move', summary: 'Move files and folders into a folder' })
    .input(jobInput.extend(intoFolder))
    .output(fileJob),
  copy: oc
    .route({ method: 'POST', path: '/volumes/{id}/files/copy', summary: 'Copy files and folders into a folder' })
    .input(jobInput.extend(intoFolder))
    .output(fileJob),
  jobs: oc
    .route({ method: 'GET', path: '/volumes/{id}/jobs', summary: 'Moves, copies and removals of now and just before' })
    .input(byVolume)
    .output(z.array(fileJob)),
  job: oc
    .route({
      method: 'GET',
      path: '/volumes/{id}/jobs/{jobId}',
      summary: 'How far a job is, waiting for a change if asked',
    })
    .input(byVolume.extend({ jobId, version: z.number().int().default(0), waitMs: waitMs.default(0) }))
    .output(fileJob),
  cancelJob: oc
    .route({ method: 'DELETE', path: '/volumes/{id}/jobs/{jobId}', summary: 'Cancel a job; what it did stays done' })
    .input(byVolume.extend({ jobId }))
    .output(fileJob),
  readText: oc
    .route({ method: 'GET', path: '/volumes/{id}/files/text', summary: 'Read a small text file' })
    .input(byPath)
    .output(
      z.object({ text: z.string(), etag: z.string(), sizeBytes: z.number().int(), hasByteOrderMark: z.boolean() }),
    ),
  writeText: oc
    .route({ method: 'PUT', path: '/volumes/{id}/files/text', summary: 'Write a small text file' })
    .input(
      byPath.extend({
        text: z.string().max(MAX_TEXT_BYTES),
        /** Of the text that was read: a change since then is not overwritten (FILE_CHANGED). Null: there must be no such file. */
        etag: z.string().nullable(),
        hasByteOrderMark: z.boolean().default(false),
      }),
    )
    .output(fileDetails),
  /** For previews where there is no address to download from. */
  readBytes: oc
    .route({ method: 'GET', path: '/volumes/{id}/files/bytes', summary: 'Read a piece of a file as base64' })
    .input(
      byPath.extend({
        offset: z.number().int().min(0).default(0),
        length: z.number().int().min(1).max(MAX_READ_BYTES).default(MAX_READ_BYTES),
      }),
    )
    .output(z.object({ base64: z.string(), offset: z.number().int(), sizeBytes: z.number().int(), etag: z.string() })),
  /** Which of these names are taken in a folder: asked before an upload begins, so that a person decides once. */
  conflicts: oc
    .route({ method: 'POST', path: '/volumes/{id}/files/conflicts', summary: 'Which paths are taken already' })
    .input(jobInput.omit({ waitMs: true }))
    .output(z.array(fileEntry.extend({ path: volumePath }))),
  createUpload: oc
    .route({ method: 'POST', path: '/volumes/{id}/uploads', summary: 'Begin a resumable upload', successStatus: 201 })
    .input(
      byPath.extend({
        sizeBytes: z
          .number()
          .int()
          .min(0)
          .max(1024 ** 5),
        modifiedAt: isoTime.optional(),
        /** Permission bits; 0o644 when left out. */
        mode: z.number().int().min(0).max(0o777).optional(),
        conflict: conflictPolicy.default('fail'),
      }),
    )
    .output(upload),
  uploads: oc
    .route({ method: 'GET', path: '/volumes/{id}/uploads', summary: 'Uploads that are not complete' })
    .input(byVolume)
    .output(z.array(upload)),
  upload: oc
    .route({ method: 'GET', path: '/volumes/{id}/uploads/{uploadId}', summary: 'How far an upload is' })
    .input(byVolume.extend({ uploadId }))
    .output(upload),
  completeUpload: oc
    .route({
      method: 'POST',
      path: '/volumes/{id}/uploads/{uploadId}/complete',
      summary: 'Put a complete upload in its place, its checksum compared if given',
    })
    .input(byVolume.extend({ uploadId, sha256: sha256.optional() }))
    .output(uploadResult),
  cancelUpload: oc
    .route({
      method: 'DELETE',
      path: '/volumes/{id}/uploads/{uploadId}',
      summary: 'Give up an upload; nothing stays of it',
    })
    .input(byVolume.extend({ uploadId }))
    .output(z.object({ id: uploadId })),
};
