// How a project's volumes come along to another host. What they are copied into there belongs to the deployment that needs it until that is
// current; from then on it is the volume, and what is left where it was is a copy that somebody may delete.
import type { DeploymentId, HostId, ProjectId, VolumeId } from '../../../../contract/ids.ts';

/** A volume on the way: what there is of it on the host that it goes to. */
export interface VolumeOnTheWay {
  readonly id: VolumeId;
  readonly name: string;
  /** The Docker volume that it is to be. */
  readonly dockerName: string;
  readonly path: string;
  readonly sizeBytes: number;
}

export interface CopyReport {
  /** `doneBytes` of all of them. */
  readonly onProgress: (volume: VolumeOnTheWay, doneBytes: number) => void;
  readonly onNote: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface VolumeMoves {
  /** Whether the project has a volume on another host than this one. */
  isAway(projectId: ProjectId, hostId: HostId): boolean;
  /**
   * Makes empty Docker volumes there for those that are elsewhere, and sees that there is room. Until `settle` nothing of
   * ours changes what is in them. Throws VOLUME_MISSING, DISK_FULL, QUOTA_NOT_SUPPORTED, and why a host cannot be asked.
   */
  prepare(to: MoveTarget, signal: AbortSignal): Promise<readonly VolumeOnTheWay[]>;
  /** Owners, modes, times and links as they are. Throws VOLUME_COPY_DIFFERS. */
  copy(volumes: readonly VolumeOnTheWay[], report: CopyReport): Promise<void>;
  /** Removes what was made for a deployment that did not become current. No error when there is nothing; safe to repeat. */
  discard(to: MoveTarget): Promise<void>;
  /** Nothing is on the way any more: the volumes are where their rows say. Never throws. */
  settle(projectId: ProjectId): Promise<void>;
  /** Docker volumes that moves of the project have left on the host. */
  leftOn(projectId: ProjectId, hostId: HostId): readonly string[];
}

export interface MoveTarget {
  readonly projectId: ProjectId;
  readonly hostId: HostId;
  readonly deploymentId: DeploymentId;
}
