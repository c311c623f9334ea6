// Volumes of projects: made, attached, measured, removed. The files in them are in `files.ts`.
//
// A volume is a Docker volume on the project's host, named `minipaas-vol-{project-id}-{volume-id}` unless it was there before and was
// attached. The next release mounts it; what runs is left alone.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { hostId, leftVolumeId, projectId, volumeId } from './ids.ts';

/** How full: `warning` from 80 %, `full` from 100 % of the size that was set. */
export const usageLevel = z.enum(['ok', 'warning', 'full']);
export type UsageLevel = z.infer<typeof usageLevel>;

/**
 * `many`: the new release mounts the volume while the old one still does. `one`: never two at once (a database file), so a release
 * stops the old container before it starts the new one.
 */
export const writerMode = z.enum(['many', 'one']);
export type WriterMode = z.infer<typeof writerMode>;

export const volumeQuota = z.object({
  /** `hard`: the file system refuses more. `measured`: uploads are refused; what the application writes is measured and warned of. */
  kind: z.enum(['measured', 'hard']),
  /** One sentence for people: what happens at the limit, and why it is not hard where it is not. */
  note: z.string(),
});

export const volume = z.object({
  id: volumeId,
  projectId,
  hostId,
  /** Unique in the project. */
  name: z.string(),
  /** The Docker volume. */
  dockerName: z.string(),
  /** Where the application finds it. */
  mountPath: z.string(),
  /** It existed before and was attached: it is not made by us, and is removed only when that is asked for by name. */
  isExternal: z.boolean(),
  writerMode,
  quota: volumeQuota,
  maxSizeBytes: z.number().int(),
  /** As last measured; null before the first time. */
  sizeBytes: z.number().int().nullable(),
  fileCount: z.number().int().nullable(),
  folderCount: z.number().int().nullable(),
  measuredAt: isoTime.nullable(),
  level: usageLevel,
  /** `missing`: somebody removed the Docker volume behind our back. `unknown`: the host cannot be asked now. */
  state: z.enum(['ready', 'missing', 'unknown']),
  /** How its files are reached where that is not as it should be: which image had to stand in for the helper's. */
  accessNote: z.string().nullable(),
  /** The running release mounts it, at this path; null: it does not (yet). */
  mountedAt: z.string().nullable(),
  /** The next release will mount it differently from the running one: deploy to apply. */
  isPending: z.boolean(),
  createdAt: isoTime,
  updatedAt: isoTime,
});
export type Volume = z.infer<typeof volume>;

export const volumeStats = z.object({
  id: volumeId,
  sizeBytes: z.number().int(),
  maxSizeBytes: z.number().int(),
  /** Everything that is not a folder. */
  fileCount: z.number().int(),
  folderCount: z.number().int(),
  /** 0 empty, 1 at the limit, more beyond it. */
  fraction: z.number(),
  level: usageLevel,
  quota: volumeQuota,
  /** Free on the file system that the volume is on; null where it cannot be told. */
  diskFreeBytes: z.number().int().nullable(),
  /** Bytes that unfinished uploads occupy; contained in `sizeBytes`. */
  uploadingBytes: z.number().int(),
  measuredAt: isoTime,
});
export type VolumeStats = z.infer<typeof volumeStats>;

/** A Docker volume of the project's host that could be attached. */
export const volumeCandidate = z.object({
  dockerName: z.string(),
  driver: z.string(),
  createdAt: isoTime.nullable(),
  /** Containers that mount it, running or not. */
  usedBy: z.array(z.string()),
  /** Compose project, or another hint at whose it is; null: none. */
  origin: z.string().nullable(),
});
export type VolumeCandidate = z.infer<typeof volumeCandidate>;

/** What goes with a volume, named before it is done. */
export const volumeRemovalPlan = z.object({
  volume: z.object({ id: volumeId, name: z.string(), dockerName: z.string(), mountPath: z.string() }),
  /** False for an attached volume unless `deleteData`: only the connection goes. */
  deletesData: z.boolean(),
  /** Null: cannot be told now. */
  sizeBytes: z.number().int().nullable(),
  fileCount: z.number().int().nullable(),
  /** The largest things in its root, as `name/` for folders: what a person would recognise. At most 20. */
  contents: z.array(z.object({ name: z.string(), sizeBytes: z.number().int() })),
  /** Running containers that mount it: removal is refused unless forced. */
  runningContainers: z.array(z.string()),
  /** Containers that are stopped but still mount it: the release before, kept for nothing but its logs. They are removed with it. */
  stoppedContainers: z.array(z.string()),
  engineUnreachable: z.boolean(),
});
export type VolumeRemovalPlan = z.infer<typeof volumeRemovalPlan>;

/** What a move to another host has left of a volume where it was: as it was then, needed by nothing. */
export const leftVolume = z.object({
  id: leftVolumeId,
  projectId,
  /** Of the volume, at the time. */
  name: z.string(),
  hostId,
  dockerName: z.string(),
  /** As last measured before the move; null: it was not. */
  sizeBytes: z.number().int().nullable(),
  leftAt: isoTime,
});
export type LeftVolume = z.infer<typeof leftVolume>;

/** Whether a project gets a volume at its first deployment. */
export const defaultVolume = z.object({
  /** Null: as the settings say. */
  isWanted: z.boolean().nullable(),
  isWantedBySettings: z.boolean(),
});
export type DefaultVolume = z.infer<typeof defaultVolume>;

const byId = z.object({ id: volumeId });
const byProject = z.object({ id: projectId });

/** As Docker's own volume names: they appear on command lines. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_. -]*$/,
    'must begin with a letter or a digit and hold letters, digits, space, . _ - only',
  );
/** Checked further by `features/volumes/mount-path.ts`: no `..`, no path the system needs, none inside another volume's. */
const mountPath = z.string().min(2).max(255).regex(/^\//, 'must begin with /');
const maxSizeBytes = z
  .number()
  .int()
  .min(1_048_576)
  .max(1024 ** 5);

export const createVolumeInput = byProject.extend({
  name,
  /** `/app/storage` when left out and free, else `/app/NAME`. */
  mountPath: mountPath.optional(),
  /** 5 GB, or what the settings say. */
  maxSizeBytes: maxSizeBytes.optional(),
  writerMode: writerMode.optional(),
  /**
   * `hard` asks for a limit of the file system itself. What the host can is in `hosts`; refused with QUOTA_NOT_SUPPORTED where it
   * cannot.
   */
  quotaKind: z.enum(['measured', 'hard']).optional(),
});
export type CreateVolumeInput = z.infer<typeof createVolumeInput>;

export const attachVolumeInput = createVolumeInput.omit({ quotaKind: true }).extend({
  dockerName: z.string().min(1).max(255),
  /** The Docker volume's own name when left out. */
  name: name.optional(),
});
export type AttachVolumeInput = z.infer<typeof attachVolumeInput>;

export const updateVolumeInput = byId.extend({
  name: name.optional(),
  mountPath: mountPath.optional(),
  maxSizeBytes: maxSizeBytes.optional(),
  writerMode: writerMode.optional(),
});
export type UpdateVolumeInput = z.infer<typeof updateVolumeInput>;

export const volumesContract = {
  list: oc
    .route({ method: 'GET', path: '/projects/{id}/volumes', summary: 'List a project’s volumes' })
    .input(byProject)
    .output(z.array(volume)),
  create: oc
    .route({ method: 'POST', path: '/projects/{id}/volumes', summary: 'Create a volume', successStatus: 201 })
    .input(createVolumeInput)
    .output(volume),
  candidates: oc
    .route({
      method: 'GET',
      path: '/projects/{id}/volumes/candidates',
      summary: 'Docker volumes of the host that could be attached',
    })
    .input(byProject)
    .output(z.array(volumeCandidate)),
  attach: oc
    .route({
      method: 'POST',
      path: '/projects/{id}/volumes/attach',
      summary: 'Attach a Docker volume that exists',
      successStatus: 201,
    })
    .input(attachVolumeInput)
    .output(volume),
  getDefault: oc
    .route({
      method: 'GET',
      path: '/projects/{id}/volumes/default',
      summary: 'Whether the project gets a volume at its first deployment',
    })
    .input(byProject)
    .output(defaultVolume),
  setDefault: oc
    .route({
      method: 'PUT',
      path: '/projects/{id}/volumes/default',
      summary: 'Choose whether the project gets a volume at its first deployment',
    })
    .input(byProject.extend({ isWanted: z.boolean().nullable() }))
    .output(defaultVolume),
  left: oc
    .route({
      method: 'GET',
      path: '/projects/{id}/left-volumes',
      summary: 'What moves to another host have left of the project’s volumes where it was',
    })
    .input(byProject)
    .output(z.array(leftVolume)),
  removeLeft: oc
    .route({ method: 'DELETE', path: '/left-volumes/{id}', summary: 'Delete what a move has left of a volume' })
    .input(z.object({ id: leftVolumeId }))
    .output(leftVolume),
  get: oc.route({ method: 'GET', path: '/volumes/{id}', summary: 'Get one volume' }).input(byId).output(volume),
  update: oc
    .route({ method: 'PATCH', path: '/volumes/{id}', summary: 'Change a volume’s name, mount path, size or writers' })
    .input(updateVolumeInput)
    .output(volume),
  stats: oc
    .route({ method: 'GET', path: '/volumes/{id}/stats', summary: 'Get usage statistics, measured now' })
    .input(
      byId.extend({
        /** A measurement not older than this many milliseconds will do. */
        maxAgeMs: z.number().int().min(0).max(86_400_000).default(0),
      }),
    )
    .output(volumeStats),
  removalPlan: oc
    .route({ method: 'GET', path: '/volumes/{id}/removal', summary: 'What deleting the volume would remove' })
    .input(byId.extend({ deleteData: z.boolean().optional() }))
    .output(volumeRemovalPlan),
  remove: oc
    .route({ method: 'DELETE', path: '/volumes/{id}', summary: 'Delete a volume with its data' })
    .input(
      byId.extend({
        /** Although a running release mounts it: its containers are stopped and removed first. Also where the host cannot be asked. */
        force: z.boolean().optional(),
        /** Also the data of a volume that was attached. One that we made always loses its data; `detach` keeps it. */
        deleteData: z.boolean().optional(),
      }),
    )
    .output(volumeRemovalPlan),
  detach: oc
    .route({
      method: 'POST',
      path: '/volumes/{id}/detach',
      summary: 'Forget a volume; the Docker volume and its data stay on the host',
    })
    .input(byId)
    .output(z.object({ id: volumeId, dockerName: z.string() })),
};
