// Backups of volumes: compressed archives with a checksum, kept in places outside the volume; what makes them on time; and copies.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { errorBody } from './errors.ts';
import { backupId, backupPlaceId, hostId, projectId, volumeId } from './ids.ts';

/** `folder`: on the machine that runs miniPaaS. `host`: a Docker volume on one of the hosts. `s3`: a bucket of any S3 service. */
export const backupPlaceKind = z.enum(['folder', 'host', 's3']);

export const s3Access = z.object({
  /** Null: AWS itself. Else the service's address: `https://s3.example.com`. */
  endpoint: z.url().nullable(),
  region: z.string().min(1).max(100),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is not the name of a bucket'),
  /** Put before the names of all files; no slash at its beginning. */
  prefix: z
    .string()
    .max(500)
    .regex(/^(?!\/)/, 'must not begin with /')
    .default(''),
  accessKeyId: z.string().min(1).max(200),
});

export const backupPlace = z.object({
  id: backupPlaceId,
  name: z.string(),
  kind: backupPlaceKind,
  /** Absolute path of a folder; null for the other kinds. */
  path: z.string().nullable(),
  hostId: hostId.nullable(),
  s3: s3Access.nullable(),
  /** The one that every installation has; it cannot be removed. */
  isBuiltIn: z.boolean(),
  backupCount: z.number().int(),
  sizeBytes: z.number(),
});
export type BackupPlace = z.infer<typeof backupPlace>;

export const backupStatus = z.enum(['running', 'complete', 'failed']);

export const backup = z.object({
  id: backupId,
  /** Null: the volume, or the project, is gone. Its backups stay. */
  volumeId: volumeId.nullable(),
  projectId: projectId.nullable(),
  volumeName: z.string(),
  projectName: z.string(),
  placeId: backupPlaceId,
  placeName: z.string(),
  status: backupStatus,
  trigger: z.enum(['manual', 'schedule']),
  /** The containers that mount the volume stood still while it was read. */
  wasPaused: z.boolean(),
  /** Of what is in the volume. */
  contentBytes: z.number(),
  fileCount: z.number().int().nullable(),
  /** Of the archive; null until it is complete. */
  archiveBytes: z.number().nullable(),
  sha256: z.string().nullable(),
  /** Content read so far, of `contentBytes`; null when nothing is under way. */
  doneBytes: z.number().nullable(),
  error: errorBody.nullable(),
  createdAt: isoTime,
  finishedAt: isoTime.nullable(),
});
export type Backup = z.infer<typeof backup>;

/** A restoration or a copy that is under way, or ended in the last hour. */
export const volumeCopy = z.object({
  id: z.string(),
  kind: z.enum(['restore', 'clone', 'verify']),
  backupId: backupId.nullable(),
  fromVolumeId: volumeId.nullable(),
  volumeId: volumeId.nullable(),
  status: z.enum(['running', 'complete', 'failed']),
  doneBytes: z.number(),
  totalBytes: z.number(),
  error: errorBody.nullable(),
  startedAt: isoTime,
});
export type VolumeCopy = z.infer<typeof volumeCopy>;

export const backupSchedule = z.object({
  volumeId,
  placeId: backupPlaceId,
  everyHours: z
    .number()
    .int()
    .min(1)
    .max(24 * 31),
  /** How many of its backups are kept; older ones go when a new one is complete. */
  keep: z.number().int().min(1).max(365),
  /** Pause the containers that mount the volume while it is read. */
  isPausing: z.boolean(),
  nextAt: isoTime,
});
export type BackupSchedule = z.infer<typeof backupSchedule>;

const byId = z.object({ id: backupId });
const byVolume = z.object({ id: volumeId });
const byPlace = z.object({ id: backupPlaceId });
const placeName = z.string().trim().min(1).max(100);

export const addPlaceInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folder'), name: placeName, path: z.string().min(1).max(4096) }),
  z.object({ kind: z.literal('host'), name: placeName, hostId }),
  s3Access.extend({ kind: z.literal('s3'), name: placeName, secretAccessKey: z.string().min(1).max(500) }),
]);
export type AddPlaceInput = z.infer<typeof addPlaceInput>;

/** Into a volume that exists, whose content is replaced; or into a new one of a project. */
export const restoreInput = byId.extend({
  volumeId: volumeId.optional(),
  newVolume: z
    .object({ projectId, name: z.string().min(1).max(255), mountPath: z.string().max(255).optional() })
    .optional(),
  /** Pause the application that mounts the volume while it is replaced; else a running one refuses. */
  isPausing: z.boolean().default(false),
});
export type RestoreInput = z.infer<typeof restoreInput>;

export const backupsContract = {
  places: oc
    .route({ method: 'GET', path: '/backup-places', summary: 'Where backups are kept' })
    .output(z.array(backupPlace)),
  addPlace: oc
    .route({
      method: 'POST',
      path: '/backup-places',
      summary: 'Add a place for backups; it is tried first',
      successStatus: 201,
    })
    .input(addPlaceInput)
    .output(backupPlace),
  removePlace: oc
    .route({ method: 'DELETE', path: '/backup-places/{id}', summary: 'Forget a place for backups; its files stay' })
    .input(byPlace.extend({ forgetBackups: z.boolean().optional() }))
    .output(byPlace),
  list: oc
    .route({ method: 'GET', path: '/backups', summary: 'List backups, newest first' })
    .input(z.object({ projectId: projectId.optional(), volumeId: volumeId.optional() }))
    .output(z.array(backup)),
  create: oc
    .route({ method: 'POST', path: '/volumes/{id}/backups', summary: 'Back up a volume', successStatus: 201 })
    .input(byVolume.extend({ placeId: backupPlaceId.optional(), isPausing: z.boolean().default(false) }))
    .output(backup),
  get: oc.route({ method: 'GET', path: '/backups/{id}', summary: 'Get one backup' }).input(byId).output(backup),
  cancel: oc
    .route({ method: 'POST', path: '/backups/{id}/cancel', summary: 'Cancel a backup that is under way' })
    .input(byId)
    .output(backup),
  remove: oc
    .route({ method: 'DELETE', path: '/backups/{id}', summary: 'Delete a backup with its file' })
    .input(byId.extend({ /** Although its place cannot be reached; the file stays. */ force: z.boolean().optional() }))
    .output(byId),
  verify: oc
    .route({
      method: 'POST',
      path: '/backups/{id}/verify',
      summary: 'Read a backup and compare its checksum',
      successStatus: 202,
    })
    .input(byId)
    .output(volumeCopy),
  restore: oc
    .route({ method: 'POST', path: '/backups/{id}/restore', summary: 'Restore a backup', successStatus: 202 })
    .input(restoreInput)
    .output(volumeCopy),
  clone: oc
    .route({ method: 'POST', path: '/volumes/{id}/clone', summary: 'Copy a volume into a new one', successStatus: 202 })
    .input(
      byVolume.extend({
        projectId: projectId.optional(),
        name: z.string().min(1).max(255),
        mountPath: z.string().max(255).optional(),
      }),
    )
    .output(volumeCopy),
  copies: oc
    .route({ method: 'GET', path: '/volume-copies', summary: 'Restorations and copies under way or just ended' })
    .output(z.array(volumeCopy)),
  cancelCopy: oc
    .route({ method: 'POST', path: '/volume-copies/{id}/cancel', summary: 'Cancel a restoration or copy' })
    .input(z.object({ id: z.string() }))
    .output(volumeCopy),
  getSchedule: oc
    .route({ method: 'GET', path: '/volumes/{id}/backup-schedule', summary: 'When a volume is backed up by itself' })
    .input(byVolume)
    .output(backupSchedule.nullable()),
  setSchedule: oc
    .route({ method: 'PUT', path: '/volumes/{id}/backup-schedule', summary: 'Back a volume up by itself' })
    .input(byVolume.extend(backupSchedule.omit({ volumeId: true, nextAt: true }).shape))
    .output(backupSchedule),
  removeSchedule: oc
    .route({ method: 'DELETE', path: '/volumes/{id}/backup-schedule', summary: 'Back it up by itself no more' })
    .input(byVolume)
    .output(byVolume),
};
