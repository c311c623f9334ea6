// Everything the deployments feature is given, and what its own files share.
import type { HostId, ProjectId, UserId, VolumeId } from '../../../contract/ids.ts';
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
import type { SecretFilesAccess } from './ports/secret-files.ts';
import type { ReleaseRouter } from './ports/release-router.ts';
import type { VolumeMoves } from './ports/volume-moves.ts';
import type { DeploymentStore, MountedVolume } from './ports/deployment-store.ts';
import type { Endings } from './endings.ts';
import type { ProjectLocks } from './project-locks.ts';
import type { GeneratedKind } from './repository-settings.ts';
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
  /** Made where the project has none of that name, on its host; in the order of the input. Throws why one cannot be made. */
  readonly declareVolumes: (
    projectId: ProjectId,
    volumes: readonly DeclaredVolume[],
  ) => Promise<readonly { readonly name: string; readonly mountPath: string; readonly isMade: boolean }[]>;
  /** Variables of the project from now on, with values made at random. */
  readonly generateVariables: (
    projectId: ProjectId,
    variables: readonly { readonly key: string; readonly kind: GeneratedKind; readonly isSecret: boolean }[],
    createdBy: UserId | null,
  ) => Promise<void>;
  /** What a new release mounts, made where it is not there yet. Throws why it cannot be. */
  readonly mounts: (
    projectId: ProjectId,
    hostId: HostId,
    /** They come along: what they are mounted as is known already. */
    brought: readonly VolumeId[],
  ) => Promise<readonly MountedVolume[]>;
  readonly volumeMoves: VolumeMoves;
  readonly secretFiles: SecretFilesAccess;
}

/** Of a volume that minipaas.json names; one of that name that is there stays as it is. */
export interface DeclaredVolume {
  readonly name: string;
  readonly mountPath: string;
  /** Null: what the installation says. */
  readonly maxSizeBytes: number | null;
}

export interface DeploymentParts extends DeploymentsDeps {
  readonly moves: DeploymentMoves;
  readonly locks: ProjectLocks;
  readonly runtimeLogs: RuntimeLogs;
  readonly endings: Endings;
}
