// Uploads and downloads of many files, as they are shown while they run. The dashboard in a browser makes and runs its own, of
// the same shape; those here are run by the control plane, for the desktop, where files are read and written by path.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { errorBody } from './errors.ts';
import { entryKind } from './files.ts';
import { projectId, volumeId } from './ids.ts';
import { volumePath } from './paths.ts';

export const transferId = z
  .string()
  .regex(/^[a-z0-9]{16}$/)
  .brand<'TransferId'>();
export type TransferId = z.infer<typeof transferId>;

/**
 * `preparing`: files are counted. `asking`: names are taken, somebody must say what happens. `waiting`: others go first.
 * `paused`: the connection is lost, it goes on by itself. `done` may have left files out: see the counts.
 */
export const transferStatus = z.enum([
  'preparing',
  'asking',
  'waiting',
  'running',
  'paused',
  'done',
  'failed',
  'cancelled',
]);
export type TransferStatus = z.infer<typeof transferStatus>;

/** A file that would be written where something is already. */
export const transferConflict = z.object({
  /** From the transfer's folder downwards. */
  path: z.string(),
  existing: z.object({ kind: entryKind, sizeBytes: z.number().int(), modifiedAt: isoTime }),
  incoming: z.object({ kind: entryKind, sizeBytes: z.number().int(), modifiedAt: isoTime.nullable() }),
});
export type TransferConflict = z.infer<typeof transferConflict>;

/** What a person decides of one: a folder in the way of a file cannot be replaced. */
export const conflictDecision = z.enum(['replace', 'keepBoth', 'skip']);
export type ConflictDecision = z.infer<typeof conflictDecision>;

export const transfer = z.object({
  id: transferId,
  projectId,
  volumeId,
  direction: z.enum(['upload', 'download']),
  /** What it carries, in a word: `photos`, `a.txt and 3 more`. */
  title: z.string(),
  /** The folder of the volume that it goes into or comes from. */
  folder: volumePath,
  /** The folder of this machine that a download goes into. */
  localFolder: z.string().nullable(),
  status: transferStatus,
  /** Null until they are counted. */
  fileCount: z.number().int().nullable(),
  doneCount: z.number().int(),
  skippedCount: z.number().int(),
  failedCount: z.number().int(),
  totalBytes: z.number().int().nullable(),
  doneBytes: z.number().int(),
  /** Over the last seconds; null where there is nothing to tell. */
  bytesPerSecond: z.number().nullable(),
  /** The first of those to be decided. */
  conflicts: z.array(transferConflict),
  conflictCount: z.number().int(),
  /** Why it failed or waits. */
  error: errorBody.nullable(),
  createdAt: isoTime,
  finishedAt: isoTime.nullable(),
});
export type Transfer = z.infer<typeof transfer>;

export const transferFile = z.object({
  /** From the transfer's folder downwards. */
  path: z.string(),
  sizeBytes: z.number().int(),
  doneBytes: z.number().int(),
  status: z.enum(['waiting', 'running', 'done', 'skipped', 'failed', 'cancelled']),
  error: errorBody.nullable(),
});
export type TransferFile = z.infer<typeof transferFile>;

export const transferFilePage = z.object({
  /** What is under way first, then what failed, then what waits, then what is done. */
  files: z.array(transferFile),
  total: z.number().int(),
});
export type TransferFilePage = z.infer<typeof transferFilePage>;

/** Conflicts that are named; beyond it the answer for all is the only one a person wants to give. */
export const MAX_NAMED_CONFLICTS = 1000;

const byId = z.object({ id: transferId });
/** As the operating system spells it. The program takes only what the person dropped on it or chose in its dialogs. */
const localPath = z.string().min(1).max(32_768);

export const transfersContract = {
  list: oc
    .route({ method: 'GET', path: '/transfers', summary: 'Uploads and downloads of this machine' })
    .input(
      z.object({
        /** Of the list before: waits until it is another one. */
        version: z.number().int().min(0).default(0),
        waitMs: z.number().int().min(0).max(25_000).default(0),
      }),
    )
    .output(z.object({ version: z.number().int(), transfers: z.array(transfer) })),
  files: oc
    .route({ method: 'GET', path: '/transfers/{id}/files', summary: 'Files of a transfer' })
    .input(
      byId.extend({
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(1000).default(100),
      }),
    )
    .output(transferFilePage),
  upload: oc
    .route({ method: 'POST', path: '/transfers/upload', summary: 'Upload files and folders of this machine by path' })
    .input(z.object({ volumeId, folder: volumePath, paths: z.array(localPath).min(1).max(10_000) }))
    .output(transfer),
  download: oc
    .route({ method: 'POST', path: '/transfers/download', summary: 'Download into a folder of this machine' })
    .input(z.object({ volumeId, paths: z.array(volumePath).min(1).max(10_000), localFolder: localPath }))
    .output(transfer),
  decide: oc
    .route({ method: 'POST', path: '/transfers/{id}/decide', summary: 'Say what happens where names are taken' })
    .input(
      byId.extend({
        decisions: z.array(z.object({ path: z.string(), decision: conflictDecision })).max(MAX_NAMED_CONFLICTS),
        /** For all that is not named. */
        rest: conflictDecision,
      }),
    )
    .output(transfer),
  cancel: oc
    .route({ method: 'POST', path: '/transfers/{id}/cancel', summary: 'Cancel a transfer; what arrived stays' })
    .input(byId)
    .output(transfer),
  retry: oc
    .route({ method: 'POST', path: '/transfers/{id}/retry', summary: 'Go on with what failed or was not yet done' })
    .input(byId)
    .output(transfer),
  dismiss: oc
    .route({ method: 'DELETE', path: '/transfers/{id}', summary: 'Forget a transfer that has ended' })
    .input(byId)
    .output(z.object({ id: transferId })),
};
