// Everything the deployments feature is given, and what its own files share.
import type { HostId, ProjectId, VolumeId } from '../../../contract/ids.ts';
import type { DeploymentMoves } from './moves.ts';
import type {
  BuildPlanner,
  Clock,
  DeploymentLog,
  DiagnosticLog,
  EngineAccess,
  EnvironmentReader,
  EventSink,
  Labels,
  ProjectReader,
  SettingsReader,
  SourceFetcher,
} from './ports.ts';
import type { Prober } from './ports/prober.ts';
import type { ReleaseRouter } from './ports/release-router.ts';
import type { VolumeMoves } from './ports/volume-moves.ts';
import type { DeploymentStore, MountedVolume } from './ports/deployment-store.ts';
import type { ProjectLocks } from './project-locks.ts';
import type { RuntimeLogs } from './runtime-logs.ts';

export interface DeploymentsDeps {
  readonly store: DeploymentStore;
  readonly projects: ProjectReader;
  readonly environment: EnvironmentReader;
  readonly sources: SourceFetcher;
  readonly planner: BuildPlanner;
  readonly engines: EngineAccess;
  readonly prober: Prober;
  readonly log: DeploymentLog;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly settings: SettingsReader;
  readonly labels: Labels;
  readonly diagnostics: DiagnosticLog;
  readonly router: ReleaseRouter;
  /** Volumes of the project that only one container may write, by their names. */
  readonly exclusiveVolumes: (projectId: ProjectId) => readonly string[];
  /** What a new release mounts, made where it is not there yet. Throws why it cannot be. */
  readonly mounts: (
    projectId: ProjectId,
    hostId: HostId,
    /** They come along: what they are mounted as is known already. */
    brought: readonly VolumeId[],
  ) => Promise<readonly MountedVolume[]>;
  readonly volumeMoves: VolumeMoves;
}

export interface DeploymentParts extends DeploymentsDeps {
  readonly moves: DeploymentMoves;
  readonly locks: ProjectLocks;
  readonly runtimeLogs: RuntimeLogs;
}
