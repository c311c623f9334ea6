// The table of what moves have left behind. Rows come with the release that a volume was brought for, in one transaction with it.
import type { HostId, LeftVolumeId, ProjectId } from '../../../../contract/ids.ts';

export interface LeftVolumeRow {
  readonly id: LeftVolumeId;
  readonly projectId: ProjectId;
  readonly name: string;
  readonly hostId: HostId;
  readonly dockerName: string;
  readonly sizeBytes: number | null;
  /** Milliseconds since the epoch, UTC. */
  readonly leftAt: number;
}

export interface LeftVolumeStore {
  get(id: LeftVolumeId): LeftVolumeRow | null;
  listByProject(projectId: ProjectId): readonly LeftVolumeRow[];
  remove(id: LeftVolumeId): void;
}
