// What the metrics feature needs from outside.
import type { DeploymentStatus, DeploymentTrigger } from '../../../contract/deployments.ts';
import type { DeploymentId, HostId, ProjectId } from '../../../contract/ids.ts';
import type { Bucket, StepSeconds } from './ports/steps.ts';

/** What an engine says of a running container. Counters begin anew when the container starts anew. */
export interface ContainerReading {
  /** The engine's own time, ms since the epoch. */
  readonly at: number;
  /** Nanoseconds of processor time so far. */
  readonly cpuNanos: number;
  /** Scheduling periods with a CPU limit so far, and those of them in which it held the container back. */
  readonly cpuPeriods: number;
  readonly cpuThrottledPeriods: number;
  /** Without what is only cached. */
  readonly memoryBytes: number;
  /** Null: no limit. */
  readonly memoryLimitBytes: number | null;
  readonly networkInBytes: number;
  readonly networkOutBytes: number;
  /** Null where the engine does not count them. */
  readonly disk: { readonly readBytes: number; readonly writtenBytes: number } | null;
  readonly processes: number;
}

export interface RunningContainer {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ContainerStats {
  listRunning(labels: Readonly<Record<string, string>>, signal: AbortSignal): Promise<readonly RunningContainer[]>;
  /** Null: it does not run. */
  read(id: string, signal: AbortSignal): Promise<ContainerReading | null>;
  /** One reading a second until the container ends or the signal aborts, which rejects with its reason. */
  follow(
    id: string,
    options: { readonly signal: AbortSignal; readonly onReading: (reading: ContainerReading) => void },
  ): Promise<void>;
}

export interface StatsAccess {
  /** Throws NOT_FOUND for a host that was removed, and why its engine cannot be asked. */
  get(hostId: HostId): Promise<ContainerStats>;
}

/** Responses of an ingress so far; counted from zero again when it starts anew. */
export interface RequestCount {
  readonly projectId: ProjectId;
  /** By the first digit of their status: 1xx to 5xx. */
  readonly responses: readonly [number, number, number, number, number];
}

export interface RequestCounter {
  /** Null: the host has no ingress that counts. */
  requestCounts(hostId: HostId, signal: AbortSignal): Promise<readonly RequestCount[] | null>;
}

/** What is added to the steps of one project or one host. */
export interface BucketAddition {
  readonly subject: Subject;
  readonly step: StepSeconds;
  readonly bucket: Bucket;
}

export type Subject =
  | { readonly kind: 'project'; readonly id: ProjectId }
  | { readonly kind: 'host'; readonly id: HostId };

export interface MetricsStore {
  /** In one transaction; subjects that are gone are left out. */
  add(additions: readonly BucketAddition[]): void;
  /** `from` inclusive, `to` exclusive, in order. */
  read(subject: Subject, step: StepSeconds, from: number, to: number): readonly Bucket[];
  /** When the first step begins that is kept; null when there is none. */
  oldest(subject: Subject): number | null;
  /** When each project last ran out of memory since then. */
  outOfMemorySince(since: number): ReadonlyMap<ProjectId, number>;
  /** Steps of this length that begin before. Gives how many went. */
  removeBefore(step: StepSeconds, before: number): number;
}

export interface PastDeployment {
  readonly id: DeploymentId;
  readonly status: DeploymentStatus;
  readonly trigger: DeploymentTrigger;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Null: nothing was built. */
  readonly buildMs: number | null;
}

export interface DeploymentHistory {
  /** Those that ended between `from` and `to`, the newest `limit` of them, oldest first. */
  endedBetween(projectId: ProjectId, from: number, to: number, limit: number): readonly PastDeployment[];
}

/** What is in force for the running release of a project. */
export interface LimitReader {
  cpuLimitOf(projectId: ProjectId): number | null;
}

export interface MetricsProjects {
  exists(id: ProjectId): boolean;
}

export interface MetricsHosts {
  /** Null while it is not connected. Throws NOT_FOUND. */
  capacityOf(id: HostId): { readonly cpus: number; readonly memoryBytes: number } | null;
}

export interface Clock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface DiagnosticLog {
  debug(message: string, context?: Readonly<Record<string, unknown>>): void;
  warn(message: string, context?: Readonly<Record<string, unknown>>): void;
}

/** An engine's event of one container. */
export interface ContainerEvent {
  readonly action: string;
  readonly actorId: string;
  readonly attributes: Readonly<Record<string, string>>;
}
