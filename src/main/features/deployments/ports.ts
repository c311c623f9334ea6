// What the deployments feature needs from outside, but for its table, builds, probes and routes (ports/). Adapters implement these; app/ hands them over.
import type { Duplex, Readable } from 'node:stream';
import type { AppEvent } from '../../../contract/events.ts';
import type { DeploymentId, HostId, ProjectId } from '../../../contract/ids.ts';
import type { LogKind, LogLine, LogStream } from '../../../contract/logs.ts';
import type { ProjectSettings } from '../../../contract/projects.ts';
import type { RepositoryFile } from '../../../contract/repository-file.ts';
import type { ProjectKind, Source } from '../../../contract/sources.ts';
import type { BuildRequest, LayerCache } from './ports/build.ts';
import type { MountedVolume, SnapshotVariable } from './ports/deployment-store.ts';

/** What a deployment needs to know of its project. */
export interface DeployableProject {
  readonly id: ProjectId;
  readonly name: string;
  readonly slug: string;
  readonly hostId: HostId;
  readonly source: Source;
  readonly settings: ProjectSettings;
  /** Host port of the release before, kept so that the address stays. */
  readonly publishedPort: number | null;
  /** Builds begin without a cache until one that began after this has succeeded; null: it was never cleared. */
  readonly cacheClearedAt: number | null;
  /** It is on its way out: what it has is removed, and it is deployed no more. */
  readonly isBeingRemoved: boolean;
}

export interface ProjectReader {
  get(id: ProjectId): DeployableProject | null;
  /** Kept on the project for the pages that show it. */
  recordDetection(id: ProjectId, found: { readonly kind: ProjectKind; readonly framework: string | null }): void;
}

export interface EnvironmentReader {
  /** The variables as they are now, secrets sealed. */
  snapshot(projectId: ProjectId): readonly SnapshotVariable[];
  /** Opens the sealed ones. Throws SECRET_UNREADABLE or KEYCHAIN_UNAVAILABLE. */
  open(projectId: ProjectId, variables: readonly SnapshotVariable[]): Promise<ReadonlyMap<string, string>>;
}

// ---- source -----------------------------------------------------------------------------------

export interface Commit {
  readonly sha: string;
  /** First line. */
  readonly message: string;
  readonly author: string;
  readonly committedAt: number;
}

/** Files to build from, on the control plane's disk. `dispose` removes what was fetched; a user's own folder is left alone. */
export interface FetchedSource {
  /** Absolute path, root directory applied. */
  readonly directory: string;
  readonly branch: string | null;
  readonly commit: Commit | null;
  dispose(): Promise<void>;
}

export interface SourceFetcher {
  fetch(
    projectId: ProjectId,
    source: Source,
    wanted: { readonly branch: string | null; readonly commitSha: string | null },
    options: { readonly signal: AbortSignal; readonly onLine: (text: string) => void },
  ): Promise<FetchedSource>;
}

/** How a fetched source is built. */
export interface BuildPlan {
  readonly kind: ProjectKind;
  readonly framework: string | null;
  /** Path inside the context. */
  readonly dockerfilePath: string;
  /** Text that the context carries at that path instead of what the source has there; null: the source's own file. */
  readonly dockerfileText: string | null;
  /** What the application will listen on as far as the source tells; null: the image's EXPOSE or the default decides. */
  readonly port: number | null;
  readonly notes: readonly string[];
  /** Secrets that its steps mount, by their ids. */
  readonly secretMounts: readonly string[];
  /** What it declares with ARG, with the lines of it. */
  readonly buildArguments: readonly { readonly key: string; readonly line: number }[];
  /** Stage of the Dockerfile; the last one where left out. */
  readonly target?: string;
  /** The only plain variables that the build gets as arguments; all where left out. */
  readonly argumentNames?: readonly string[];
}

export interface BuildPlanner {
  /** minipaas.json of the source; null where there is none. Throws REPOSITORY_FILE_INVALID. */
  repositoryFile(
    directory: string,
  ): Promise<{ readonly file: RepositoryFile; readonly contextDirectory: string } | null>;
  /** `secrets`: names of those that a Dockerfile of ours mounts. */
  plan(
    directory: string,
    settings: ProjectSettings,
    signal: AbortSignal,
    secrets?: readonly string[],
    /** What the repository says of the build of a Dockerfile of ours. */
    declared?: { readonly command: string | null; readonly args: readonly string[] },
  ): Promise<BuildPlan>;
  /** The build context as a tar stream: `.dockerignore` honoured, the plan's Dockerfile put in. Nothing is copied to disk. */
  context(directory: string, plan: BuildPlan, signal: AbortSignal): Readable;
}

// ---- engine -----------------------------------------------------------------------------------

export interface ImageFacts {
  readonly id: string;
  readonly tags: readonly string[];
  readonly sizeBytes: number;
  readonly createdAt: number;
  readonly labels: Readonly<Record<string, string>>;
  /** TCP ports of EXPOSE, ascending. */
  readonly exposedPorts: readonly number[];
  readonly hasHealthCheck: boolean;
}

export interface ImageStore {
  /** Throws BUILD_FAILED, DOCKERFILE_INVALID, BASE_IMAGE_UNAVAILABLE, REGISTRY_UNREACHABLE, DISK_FULL, ENGINE_LOST; an abort throws the signal's reason. */
  build(request: BuildRequest): Promise<{ readonly imageId: string }>;
  pull(
    reference: string,
    options: {
      readonly signal: AbortSignal;
      readonly onProgress: (text: string, done: number | null, total: number | null) => void;
    },
  ): Promise<void>;
  /** Null when it is not there. */
  inspect(reference: string, signal?: AbortSignal): Promise<ImageFacts | null>;
  list(labels: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<readonly ImageFacts[]>;
  tag(reference: string, newReference: string): Promise<void>;
  /** No error when it is gone already; false when something still uses it. */
  remove(reference: string): Promise<boolean>;
}

/** What the engine can change while the container is there. Null: no limit. */
export interface ContainerLimits {
  readonly memoryBytes: number | null;
  readonly cpuMillicores: number | null;
  /** Processes and threads. */
  readonly pidsLimit: number | null;
  readonly restartPolicy: ProjectSettings['restartPolicy'];
  /** Of `on-failure`; null: as often as it takes. */
  readonly restartMaxRetries: number | null;
}

export interface ContainerSpec extends ContainerLimits {
  readonly name: string;
  readonly image: string;
  readonly env: ReadonlyMap<string, string>;
  readonly labels: Readonly<Record<string, string>>;
  readonly network: string;
  readonly containerPort: number;
  /** A second port that is published, wherever the engine likes; null for none. */
  readonly healthPort: number | null;
  /** Address of the host on which the port is published. */
  readonly publishAddress: string;
  /** 0: the engine picks a free one. */
  readonly publishPort: number;
  /** Volumes of the host, by their names, and where they are found inside. */
  readonly mounts?: readonly ContainerMount[];
  /** Program and arguments, run in place of all that the image would start; no port is published then. */
  readonly command?: readonly string[];
}

export interface ContainerMount extends MountedVolume {
  readonly isReadOnly?: boolean;
}

export interface ContainerFacts {
  readonly id: string;
  readonly name: string;
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'dead' | 'removing';
  readonly exitCode: number | null;
  readonly isOutOfMemory: boolean;
  readonly health: 'none' | 'starting' | 'healthy' | 'unhealthy';
  readonly restartCount: number;
  /** Host port of the first published TCP port; null while not running. */
  readonly publishedPort: number | null;
  /** Port inside → port of the host, of all that are published. */
  readonly publishedPorts: ReadonlyMap<number, number>;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

export interface LogChunk {
  readonly stream: 'stdout' | 'stderr';
  /** Engine's time of the line, ms since the epoch. */
  readonly at: number;
  /**
   * The engine's own time text (RFC 3339, nanoseconds), behind it a `#` with what tells lines of the same nanosecond apart: unlike
   * for each line of a container. Opaque: hand it back as `since` to go on.
   */
  readonly engineTime: string;
  readonly text: string;
}

export interface Containers {
  ensureNetwork(name: string, labels: Readonly<Record<string, string>>): Promise<void>;
  /** Throws PORT_TAKEN on start, IMAGE_GONE on create, ENGINE_LOST, ENGINE_FAILED. A container of that name and our labels that is left over is replaced. */
  create(spec: ContainerSpec, signal?: AbortSignal): Promise<string>;
  start(id: string, signal?: AbortSignal): Promise<void>;
  /** SIGTERM, then SIGKILL after the grace. No error when it does not run or is gone. */
  stop(id: string, graceSeconds: number): Promise<void>;
  restart(id: string, graceSeconds: number): Promise<void>;
  /**
   * Of a container that runs or is stopped, without restarting it. A memory limit cannot be lifted this way: null leaves it as it
   * is. Throws LIMIT_BELOW_USE; then every limit is as it was. False when the container is gone.
   */
  updateLimits(id: string, limits: ContainerLimits, signal?: AbortSignal): Promise<boolean>;
  /** With its anonymous volumes. No error when it is gone. */
  remove(id: string): Promise<void>;
  inspect(id: string, signal?: AbortSignal): Promise<ContainerFacts | null>;
  list(labels: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<readonly ContainerFacts[]>;
  /**
   * Lines in order, stdout and stderr told apart, from `since` (exclusive) on; ends when the container stops. A returned
   * promise of `onLines` holds the engine back, so that memory stays flat.
   */
  followLogs(
    id: string,
    options: {
      readonly since: string | null;
      readonly signal: AbortSignal;
      readonly onLines: (lines: readonly LogChunk[]) => void | Promise<void>;
    },
  ): Promise<void>;
  /** Listening TCP sockets inside the container, as far as they can be seen; empty when they cannot. */
  listeningPorts(id: string): Promise<readonly { readonly port: number; readonly isLocalhostOnly: boolean }[]>;
  /** Whether somebody in the container listens on this TCP port for others too; null when that cannot be seen at a glance. */
  isListening(id: string, port: number, signal?: AbortSignal): Promise<boolean | null>;
}

/** Everything a deployment does on one host. */
export interface DeploymentEngine {
  readonly hostName: string;
  /** Where published ports are reached from the control plane: `127.0.0.1` for the local engine. */
  readonly address: string;
  /** A stream to a port published on the host; missing where it is simply connected to at `address`. */
  readonly connect?: (port: number) => Duplex;
  /**
   * Opens a published port at `address` on this machine where it is not there by itself, for as long as the host is connected or
   * looked for; resolves with its number here. Opening it again changes nothing.
   */
  readonly openPort?: (port: number) => Promise<number>;
  readonly closePort?: (port: number) => Promise<void>;
  readonly images: ImageStore;
  readonly layerCache?: LayerCache;
  readonly containers: Containers;
}

export interface EngineAccess {
  /** Throws DOCKER_NOT_FOUND, DOCKER_PERMISSION_DENIED, DOCKER_TOO_OLD or ENGINE_LOST. */
  get(hostId: HostId): Promise<DeploymentEngine>;
}

// ---- the rest ---------------------------------------------------------------------------------

export interface DeploymentLog {
  /** Numbered in the order of the calls. `at` is now when left out. Gives the number of the last of these lines. */
  append(
    id: DeploymentId,
    kind: LogKind,
    lines: readonly { readonly stream: LogStream; readonly text: string; readonly at?: number }[],
  ): Promise<{ readonly last: number }>;
  /** No line follows. */
  complete(id: DeploymentId, kind: LogKind): Promise<void>;
  /**
   * From now on these values are masked in every line of the deployment: as they are and in their base64, URL and JSON
   * forms. Call it before the first line that may hold one; `remove` and the end of the program forget them.
   */
  protect(id: DeploymentId, secrets: readonly string[]): void;
  /** The text as it may be stored and shown: for error messages made of what the application or its build said. */
  mask(id: DeploymentId, text: string): string;
  /** The last lines, to find out why something failed. */
  tail(id: DeploymentId, kind: LogKind, count: number): Promise<readonly Pick<LogLine, 'seq' | 'stream' | 'text'>[]>;
  /** The number of the last line, and how many lines after `seq` are the application's own (stdout and stderr, not `system`). */
  countAfter(id: DeploymentId, kind: LogKind, seq: number): Promise<{ readonly last: number; readonly output: number }>;
  /** Bytes that both logs take on the disk. */
  sizeOf(id: DeploymentId): Promise<number>;
  remove(id: DeploymentId): Promise<void>;
}

/** An engine's event of one container. `attributes` holds its labels as well. */
export interface ContainerEvent {
  readonly type: string;
  /** `start`, `die`, `oom`, `destroy`, `health_status: healthy`, … */
  readonly action: string;
  readonly actorId: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface EventSink {
  publish(event: AppEvent): void;
}

export interface Clock {
  now(): number;
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** 0 ≤ x < 1, for jitter. */
  random(): number;
}

export interface DeploymentSettings {
  readonly maxConcurrentBuilds: number;
  readonly defaultPort: number;
  readonly buildTimeoutSeconds: number;
  readonly buildMemoryBytes: number | null;
  readonly buildCpuMillicores: number | null;
}

/** Read at each use: settings may change while the program runs. */
export type SettingsReader = () => DeploymentSettings;

/** Labels that every Docker object of ours carries. */
export interface Labels {
  /** `minipaas.managed`, `minipaas.instance`: also the filter that finds what is ours. */
  readonly own: Readonly<Record<string, string>>;
}

export interface DiagnosticLog {
  debug(message: string, context?: Readonly<Record<string, unknown>>): void;
  info(message: string, context?: Readonly<Record<string, unknown>>): void;
  warn(message: string, context?: Readonly<Record<string, unknown>>): void;
  error(message: string, context?: Readonly<Record<string, unknown>>): void;
}
