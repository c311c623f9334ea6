// What the backups feature needs from outside.
import type { Readable } from 'node:stream';
import type { Backup, BackupPlace, BackupSchedule } from '../../../contract/backups.ts';
import type { ErrorBody } from '../../../contract/errors.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { BackupId, BackupPlaceId, HostId, ProjectId, VolumeId } from '../../../contract/ids.ts';

export interface S3Access {
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly accessKeyId: string;
}

export interface PlaceRow {
  readonly id: BackupPlaceId;
  readonly name: string;
  readonly kind: BackupPlace['kind'];
  /** Null for the built-in one, whose folder is in the data folder. */
  readonly path: string | null;
  readonly hostId: HostId | null;
  readonly s3: S3Access | null;
  readonly isBuiltIn: boolean;
  readonly backupCount: number;
  readonly scheduleCount: number;
  readonly sizeBytes: number;
}

export type NewPlace = Pick<PlaceRow, 'name' | 'kind' | 'path' | 'hostId' | 's3'>;

/** Times are milliseconds since the epoch, UTC. */
export interface BackupRow {
  readonly id: BackupId;
  readonly volumeId: VolumeId | null;
  readonly projectId: ProjectId | null;
  readonly volumeName: string;
  readonly projectName: string;
  readonly placeId: BackupPlaceId;
  readonly placeName: string;
  readonly file: string;
  readonly status: Backup['status'];
  readonly trigger: Backup['trigger'];
  readonly wasPaused: boolean;
  readonly pausedContainers: readonly string[];
  readonly hostId: HostId | null;
  readonly contentBytes: number;
  readonly fileCount: number | null;
  readonly archiveBytes: number | null;
  readonly sha256: string | null;
  readonly error: ErrorBody | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

export type NewBackup = Pick<
  BackupRow,
  'volumeId' | 'projectId' | 'volumeName' | 'projectName' | 'placeId' | 'trigger' | 'wasPaused' | 'hostId'
> & { readonly fileOf: (id: BackupId) => string };

export type BackupPatch = Partial<
  Pick<
    BackupRow,
    'status' | 'pausedContainers' | 'contentBytes' | 'fileCount' | 'archiveBytes' | 'sha256' | 'error' | 'finishedAt'
  >
>;

export interface ScheduleRow
  extends Pick<BackupSchedule, 'volumeId' | 'placeId' | 'everyHours' | 'keep' | 'isPausing'> {
  readonly nextAt: number;
}

export interface BackupStore {
  places(): readonly PlaceRow[];
  place(id: BackupPlaceId): PlaceRow | null;
  /** Throws NAME_TAKEN. */
  addPlace(place: NewPlace, now: number): PlaceRow;
  /** With its rows of backups and its schedules. */
  removePlace(id: BackupPlaceId): void;
  /** Newest first. */
  list(filter: {
    readonly projectId?: ProjectId | undefined;
    readonly volumeId?: VolumeId | undefined;
  }): readonly BackupRow[];
  get(id: BackupId): BackupRow | null;
  listRunning(): readonly BackupRow[];
  insert(backup: NewBackup, now: number): BackupRow;
  patch(id: BackupId, patch: BackupPatch): BackupRow | null;
  remove(id: BackupId): void;
  schedule(id: VolumeId): ScheduleRow | null;
  /** Due at or before `now`. */
  dueSchedules(now: number): readonly ScheduleRow[];
  setSchedule(schedule: ScheduleRow): void;
  removeSchedule(id: VolumeId): void;
}

/** The files of one place. Throws BACKUP_PLACE_UNUSABLE with what is wrong; an abort throws the signal's reason. */
export interface PlaceFiles {
  /** Writes, reads and removes a file of its own. */
  check(signal?: AbortSignal): Promise<void>;
  /** Nothing of it stays when the source or the place fails. Gives its size. */
  write(name: string, content: Readable, signal: AbortSignal): Promise<number>;
  /** Null when it is not there. */
  read(name: string, signal?: AbortSignal): Promise<Readable | null>;
  /** No error when it is gone. */
  remove(name: string): Promise<void>;
}

export interface PlaceSecrets {
  get(id: BackupPlaceId): Promise<string | null>;
  /** Throws KEYCHAIN_UNAVAILABLE. */
  put(id: BackupPlaceId, secret: string): Promise<void>;
  remove(id: BackupPlaceId): Promise<void>;
}

export interface BackedVolume {
  readonly id: VolumeId;
  readonly name: string;
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly projectSlug: string;
  readonly hostId: HostId;
  readonly maxSizeBytes: number;
  readonly writerMode: 'many' | 'one';
}

/** Of the volume's own folder, as the archive has them. */
export interface RootAttributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** New content for a volume, beside what is there until it is put in its place. */
export interface IncomingContent {
  /** Unpacks a tar: owners, modes, times and links as they are in it. */
  unpack(tar: Readable, signal: AbortSignal): Promise<void>;
  /** Now it is the volume's whole content; what was there before is gone. */
  commit(signal: AbortSignal, root: RootAttributes | null): Promise<void>;
  abandon(): Promise<void>;
}

export interface VolumeContents {
  /** Null when it is gone. */
  volume(id: VolumeId): BackedVolume | null;
  measure(id: VolumeId, signal: AbortSignal): Promise<{ readonly sizeBytes: number; readonly fileCount: number }>;
  /** A tar of everything in it. */
  read(id: VolumeId, signal: AbortSignal): Promise<Readable>;
  replace(id: VolumeId, signal: AbortSignal): Promise<IncomingContent>;
  /** Throws NAME_TAKEN, VALIDATION_FAILED. */
  create(input: {
    readonly projectId: ProjectId;
    readonly name: string;
    readonly mountPath: string | undefined;
    readonly maxSizeBytes: number;
    readonly writerMode: 'many' | 'one';
  }): Promise<VolumeId>;
  remove(id: VolumeId): Promise<void>;
  /** Running containers that mount it. */
  runningUsers(id: VolumeId): Promise<readonly { readonly id: string; readonly name: string }[]>;
  pause(hostId: HostId, containerId: string): Promise<void>;
  /** No error when it does not stand still, or is gone. */
  unpause(hostId: HostId, containerId: string): Promise<void>;
}

export interface BackupClock {
  now(): number;
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface BackupLog {
  warn(message: string, context?: Readonly<Record<string, unknown>>): void;
  info(message: string, context?: Readonly<Record<string, unknown>>): void;
}

export type Publish = (event: AppEvent) => void;
