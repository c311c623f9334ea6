// What the storage feature needs from outside, but for an engine's volumes, the files in them and its tables (ports/).
import type { AppEvent } from '../../../contract/events.ts';
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import type { VolumeEngine } from './ports/volume-engine.ts';
import type { VolumeFiles } from './ports/volume-files.ts';

export interface VolumeProject {
  readonly id: ProjectId;
  readonly name: string;
  readonly slug: string;
  readonly hostId: HostId;
}

export interface VolumeProjects {
  /** Null also for one that is being removed. */
  get(id: ProjectId): VolumeProject | null;
}

/** A volume as a release mounts it; kept with the release, so that a rollback says what it would mount. */
export interface ReleaseMount {
  readonly dockerName: string;
  readonly path: string;
}

export interface VolumeReleases {
  /** Of the release that runs; null when none does. */
  mountsOf(id: ProjectId): readonly ReleaseMount[] | null;
  /** Whether the project was ever deployed. */
  hasReleases(id: ProjectId): boolean;
}

export interface VolumeEngines {
  /** Throws DOCKER_NOT_FOUND, DOCKER_PERMISSION_DENIED, ENGINE_LOST, … */
  get(hostId: HostId): Promise<VolumeEngine>;
}

/** All that is in one volume becomes all that is in another, also on another host: owners, modes, times, links. Calls back with bytes. */
export type CopyWhole = (
  from: VolumeFiles,
  to: VolumeFiles,
  onProgress: (doneBytes: number) => void,
  signal: AbortSignal,
) => Promise<void>;

export interface VolumeDefaults {
  readonly maxSizeBytes: number;
  readonly mountPath: string;
  /** Projects get a volume at their first deployment. */
  readonly isMadeAtFirstDeployment: boolean;
}

export interface VolumeClock {
  now(): number;
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface VolumeLog {
  warn(message: string, context?: Readonly<Record<string, unknown>>): void;
  info(message: string, context?: Readonly<Record<string, unknown>>): void;
}

export type Publish = (event: AppEvent) => void;
