// The table of deployments: its rows and what is done with them. The queue is this table.
import type { DeploymentStatus, DeploymentTrigger, Stage } from '../../../../contract/deployments.ts';
import type { ErrorBody } from '../../../../contract/errors.ts';
import type { Explanation } from '../../../../contract/explanation.ts';
import type { DeploymentId, HostId, ProjectId, UserId, VolumeId } from '../../../../contract/ids.ts';
import type { ProjectSettings } from '../../../../contract/projects.ts';
import type { FileSettings } from '../../../../contract/file-settings.ts';
import type { ReleaseOrigins } from '../../../../contract/release-origins.ts';
import type { EnvDelivery, EnvScope } from '../../../../contract/environment.ts';
import type { Source } from '../../../../contract/sources.ts';

/** One environment variable as it was when the deployment was made. A secret's value is sealed. */
export type SnapshotVariable = {
  readonly key: string;
  /** Left out in rows of the time before there were any: secrets at run time alone, plain variables both. */
  readonly scope?: EnvScope | undefined;
  /** Left out: in the environment. */
  readonly delivery?: EnvDelivery | undefined;
  /** Of minipaas.json: the project itself sets none of this name. */
  readonly isFromFile?: boolean | undefined;
} & ({ readonly isSecret: false; readonly value: string } | { readonly isSecret: true; readonly sealed: string });

/** What a release is made with. Kept in the row, so that a rollback brings back settings and environment as well. */
export interface ReleaseSnapshot {
  readonly source: Source;
  readonly settings: ProjectSettings;
  readonly variables: readonly SnapshotVariable[];
  /** Port inside the container, once known: set by the user, found by detection, or the image's EXPOSE. */
  readonly containerPort: number | null;
  /** Of a deployment with another one's image: the variables that it was made for. The rest is as it was. */
  readonly rolledKeys?: readonly string[] | undefined;
  /** When settings and variables were taken, ms since the epoch, where that was before the deployment was made. */
  readonly takenAt?: number | undefined;
  /** Where the source has a minipaas.json: the settings it says something about as the project itself has them, and what came from where. */
  readonly ownSettings?: FileSettings | undefined;
  readonly origins?: readonly ReleaseOrigins['values'][number][] | undefined;
  /** The volumes that its container was made with; missing for one without. */
  readonly mounts?: readonly MountedVolume[] | undefined;
}

export interface MountedVolume {
  /** Of the host. */
  readonly dockerName: string;
  readonly path: string;
  /** Copied for this release: the volume that is this one from the moment in which the release is current. */
  readonly broughtVolume?: VolumeId | undefined;
}

/** Times are milliseconds since the epoch, UTC. */
export interface DeploymentRow {
  readonly id: DeploymentId;
  readonly projectId: ProjectId;
  readonly hostId: HostId;
  readonly status: DeploymentStatus;
  readonly trigger: DeploymentTrigger;
  /** Wanted branch or commit; null: the source's own. */
  readonly branch: string | null;
  readonly commitSha: string | null;
  readonly commitMessage: string | null;
  readonly commitAuthor: string | null;
  readonly committedAt: number | null;
  readonly image: string | null;
  readonly imageId: string | null;
  readonly containerId: string | null;
  readonly publishedPort: number | null;
  readonly url: string | null;
  readonly error: ErrorBody | null;
  /** Why it failed, as far as that is known. */
  readonly explanation: Explanation | null;
  /** 1 for the first. */
  readonly attempt: number;
  readonly nextAttemptAt: number | null;
  readonly cancelRequestedAt: number | null;
  readonly stages: readonly Stage[];
  readonly snapshot: ReleaseSnapshot;
  readonly isCurrent: boolean;
  readonly canRollback: boolean;
  readonly rollbackOf: DeploymentId | null;
  /** Its image runs again, with other variables. */
  readonly imageOf: DeploymentId | null;
  /** Of a move to another host: where the project was when it was asked for. */
  readonly movesFrom: HostId | null;
  readonly buildSteps: number | null;
  readonly cachedSteps: number | null;
  readonly createdBy: UserId | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

export interface NewDeployment {
  readonly projectId: ProjectId;
  readonly hostId: HostId;
  readonly trigger: DeploymentTrigger;
  readonly branch: string | null;
  readonly commitSha: string | null;
  readonly commitMessage: string | null;
  readonly commitAuthor: string | null;
  readonly committedAt: number | null;
  /** Set for a rollback and for a project made of an image: nothing is built. */
  readonly image: string | null;
  readonly imageId: string | null;
  readonly stages: readonly Stage[];
  readonly snapshot: ReleaseSnapshot;
  readonly rollbackOf: DeploymentId | null;
  readonly imageOf?: DeploymentId | null;
  readonly movesFrom?: HostId | null;
  readonly createdBy: UserId | null;
}

/** The columns that may change. Absent: left as it is. */
export type DeploymentPatch = Partial<
  Pick<
    DeploymentRow,
    | 'hostId'
    | 'branch'
    | 'commitSha'
    | 'commitMessage'
    | 'commitAuthor'
    | 'committedAt'
    | 'image'
    | 'imageId'
    | 'containerId'
    | 'publishedPort'
    | 'url'
    | 'error'
    | 'explanation'
    | 'attempt'
    | 'nextAttemptAt'
    | 'stages'
    | 'snapshot'
    | 'imageOf'
    | 'canRollback'
    | 'buildSteps'
    | 'cachedSteps'
    | 'startedAt'
    | 'finishedAt'
  >
>;

/** A waiting deployment as far as its place in the queue goes. */
export interface QueuedPlace {
  readonly id: DeploymentId;
  readonly projectId: ProjectId;
  readonly hostId: HostId;
  /** What its place is sorted by, ms since the epoch: never before those of its project that were asked for earlier. */
  readonly readyAt: number;
  /** When its next attempt is due; null: at once. */
  readonly notBefore: number | null;
  /** Nothing new is begun on its host. */
  readonly isPaused: boolean;
}

export interface MakeCurrentOptions {
  /** False: the port is this container's alone, and the project's own stays as it was. */
  readonly keepsPort: boolean;
}

/**
 * The queue is this table. Every method is one transaction; all are synchronous, as better-sqlite3 is.
 */
export interface DeploymentStore {
  /**
   * Inserts as `queued` with its event row. Waiting (`queued`) deployments of the same project, retries among them,
   * become `superseded` in the same transaction unless `keepWaiting`, and the new one takes the first of their places.
   */
  insert(
    deployment: NewDeployment,
    options?: { readonly keepWaiting?: boolean },
  ): {
    readonly row: DeploymentRow;
    readonly superseded: readonly DeploymentRow[];
  };
  get(id: DeploymentId): DeploymentRow | null;
  listByProject(
    projectId: ProjectId,
    page: { readonly limit: number; readonly beforeId: DeploymentId | null },
  ): readonly DeploymentRow[];
  /** `queued` rows in the order in which they will run: retries by their time, those of paused hosts last. */
  listWaiting(): readonly DeploymentRow[];
  /** The same without what the rows hold besides: cheap with a thousand of them. */
  queuedPlaces(): readonly QueuedPlace[];
  /** Gives waiting deployments other places; those of `due` wait no longer for their time. */
  moveInQueue(
    places: readonly { readonly id: DeploymentId; readonly at: number }[],
    due: readonly DeploymentId[],
  ): void;
  /** Hosts on which nothing new is begun. */
  listPauses(): readonly { readonly hostId: HostId; readonly since: number }[];
  /** False when there is no such host. */
  setPaused(hostId: HostId, since: number | null): boolean;
  /** Rows in `building` or `starting`. */
  listActive(): readonly DeploymentRow[];
  /** The project's row with `isCurrent`. */
  current(projectId: ProjectId): DeploymentRow | null;
  latest(projectId: ProjectId): DeploymentRow | null;
  /** Rows with a kept image (`canRollback`), newest first. */
  listKept(projectId: ProjectId): readonly DeploymentRow[];
  /**
   * Takes the first `queued` row whose time has come, whose host is not paused and whose project has none in `building` or `starting`, moves it to
   * `building` (with its event row) and returns it; null when there is none. `concurrency` is checked inside the transaction.
   */
  claimNext(now: number, concurrency: number): DeploymentRow | null;
  /** When the next waiting retry becomes due; null when none waits. */
  nextDueAt(): number | null;
  /**
   * Moves `from → to` with the patch and an event row. Null when the row is not in `from` any more (someone else moved
   * it). The table of `state.ts` is checked by the caller.
   */
  transition(
    id: DeploymentId,
    from: DeploymentStatus,
    to: DeploymentStatus,
    patch: DeploymentPatch,
    now: number,
  ): DeploymentRow | null;
  /** Changes columns without a transition: stages, commit, image. */
  patch(id: DeploymentId, patch: DeploymentPatch): DeploymentRow | null;
  /**
   * `starting → running` and the project's old current row `running → stopped`, in one transaction; also keeps the published port
   * (unless told otherwise) and the host on the project, and makes the volumes that were brought for it the project's. `previous` is the row that served until now.
   */
  makeCurrent(
    id: DeploymentId,
    patch: DeploymentPatch,
    now: number,
    options?: MakeCurrentOptions,
  ): { readonly row: DeploymentRow; readonly previous: DeploymentRow | null } | null;
  requestCancel(id: DeploymentId, now: number): DeploymentRow | null;
  /** Durations in ms of the last successful deployments of a project, newest first, for the estimate. */
  recentDurations(projectId: ProjectId, limit: number): readonly number[];
  /** Whether a build that began after this has succeeded. */
  hasBuiltSince(projectId: ProjectId, at: number): boolean;
  /** How many rows a project has. */
  countByProject(projectId: ProjectId): number;
  /** Every row with `isCurrent`, of all projects. */
  listCurrent(): readonly DeploymentRow[];
  /** How far the runtime log has got; null when it has not begun. */
  logCursor(id: DeploymentId): LogCursor | null;
  saveLogCursor(id: DeploymentId, cursor: LogCursor): void;
}

/**
 * Where to go on with a container's output. It is saved after the lines are written; lines written but not yet
 * accounted for when the process died are found by `DeploymentLog.countAfter(seq)` and skipped.
 */
export interface LogCursor {
  readonly containerId: string;
  /** `LogChunk.engineTime` of the last line accounted for; null: none of this container. */
  readonly engineTime: string | null;
  /** The runtime log's last number when this was saved. */
  readonly seq: number;
}
