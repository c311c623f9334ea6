// The tables of volumes, of what was last seen in them, and of uploads that may go on. All synchronous; each call is one transaction.
import type { ConflictPolicy, UploadId } from '../../../../contract/files.ts';
import type { HostId, ProjectId, VolumeId } from '../../../../contract/ids.ts';
import type { WriterMode } from '../../../../contract/volumes.ts';
import type { VolumePath } from './volume-path.ts';

/** Times are milliseconds since the epoch, UTC. */
export interface VolumeRow {
  readonly id: VolumeId;
  readonly projectId: ProjectId;
  readonly hostId: HostId;
  readonly name: string;
  readonly dockerName: string;
  readonly mountPath: string;
  readonly isExternal: boolean;
  readonly writerMode: WriterMode;
  readonly quotaKind: 'measured' | 'hard';
  readonly maxSizeBytes: number;
  /** Null until it was measured for the first time. */
  readonly measured: MeasuredRow | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface MeasuredRow {
  readonly sizeBytes: number;
  readonly fileCount: number;
  readonly folderCount: number;
  readonly at: number;
}

export type NewVolume = Pick<
  VolumeRow,
  'projectId' | 'hostId' | 'name' | 'mountPath' | 'isExternal' | 'writerMode' | 'quotaKind' | 'maxSizeBytes'
> & {
  /** Null: made of the ids, as all of ours. */
  readonly dockerName: string | null;
};

export type VolumePatch = Partial<
  Pick<VolumeRow, 'name' | 'mountPath' | 'maxSizeBytes' | 'writerMode' | 'hostId' | 'dockerName'>
>;

export interface VolumeStore {
  get(id: VolumeId): VolumeRow | null;
  listByProject(projectId: ProjectId): readonly VolumeRow[];
  list(): readonly VolumeRow[];
  findByDockerName(hostId: HostId, dockerName: string): VolumeRow | null;
  /** Throws NAME_TAKEN, or VOLUME_ATTACHED for a Docker volume that another row has. */
  insert(volume: NewVolume, now: number): VolumeRow;
  /** Throws NAME_TAKEN. Null when it is gone. */
  update(id: VolumeId, patch: VolumePatch, now: number): VolumeRow | null;
  saveMeasured(id: VolumeId, measured: MeasuredRow): void;
  /** Whether the project gets a volume at its first deployment; null: as the settings say. */
  isDefaultWanted(projectId: ProjectId): boolean | null;
  setDefaultWanted(projectId: ProjectId, isWanted: boolean | null): void;
  /** With its index and its uploads. */
  remove(id: VolumeId): void;
}

/** What was seen at a path; names that are not UTF-8 are not kept. */
export interface IndexedFile {
  readonly path: VolumePath;
  readonly sizeBytes: number;
  readonly mimeType: string | null;
}

/** A cache: never asked where the volume itself can be. */
export interface FileIndex {
  /** The files directly in a folder are these now, and those below other names of it stay; `folders` are the names of its folders. */
  replaceFolder(
    id: VolumeId,
    folder: VolumePath,
    seen: { readonly files: readonly IndexedFile[]; readonly folders: readonly string[] },
    now: number,
  ): void;
  put(id: VolumeId, files: readonly IndexedFile[], now: number): void;
  /** These paths and everything below them. */
  remove(id: VolumeId, paths: readonly VolumePath[]): void;
  rename(id: VolumeId, from: VolumePath, to: VolumePath): void;
  /** Case of ASCII letters ignored. */
  search(
    id: VolumeId,
    query: { readonly folder: VolumePath; readonly text: string; readonly limit: number },
  ): readonly (IndexedFile & { readonly uploadedAt: number })[];
}

export interface UploadRow {
  readonly id: UploadId;
  readonly volumeId: VolumeId;
  readonly path: VolumePath;
  readonly sizeBytes: number;
  readonly modifiedAt: number | null;
  readonly mode: number | null;
  readonly conflict: ConflictPolicy;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface UploadStore {
  get(id: UploadId): UploadRow | null;
  listByVolume(volumeId: VolumeId): readonly UploadRow[];
  listExpired(now: number): readonly UploadRow[];
  insert(upload: UploadRow): void;
  extend(id: UploadId, expiresAt: number): void;
  remove(id: UploadId): void;
}
