// What the feature of error groups needs from outside.
import type { ErrorGroup, ErrorGroupDetail, ErrorGroupStatus, ErrorLanguage } from '../../../contract/error-groups.ts';
import type { DeploymentId, ErrorGroupId, ProjectId } from '../../../contract/ids.ts';

/** Errors of one fingerprint in one release, as many as came since the last writing. Times in ms since the epoch. */
export interface Occurrences {
  readonly projectId: ProjectId;
  readonly deploymentId: DeploymentId;
  readonly fingerprint: string;
  readonly language: ErrorLanguage;
  readonly type: string;
  readonly message: string;
  readonly culprit: string | null;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** By the beginning of the hour. */
  readonly hours: ReadonlyMap<number, number>;
  /** Oldest first. */
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly at: number;
  readonly text: string;
}

/** `dropped`: the project has as many groups as it may, all of them seen lately. */
export type Recorded =
  | { readonly kind: 'new' | 'reopened' | 'known'; readonly id: ErrorGroupId; readonly status: ErrorGroupStatus }
  | { readonly kind: 'dropped' };

export interface ErrorGroupStore {
  /** All of them in one transaction; one answer for each, in their order. */
  record(all: readonly Occurrences[], now: number): readonly Recorded[];
  /** Last seen first. */
  list(id: ProjectId, status: ErrorGroupStatus | null, now: number): readonly ErrorGroup[];
  counts(id: ProjectId): Readonly<Record<ErrorGroupStatus, number>>;
  droppedCount(id: ProjectId): number;
  /** Null: there is none. */
  get(id: ErrorGroupId, now: number): ErrorGroupDetail | null;
  /** `resolvedAfter`: the newest release that may still have it. */
  setStatus(id: ErrorGroupId, status: ErrorGroupStatus, at: number, resolvedAfter: DeploymentId | null): void;
  areNotificationsOn(id: ProjectId): boolean;
  setNotifications(id: ProjectId, isOn: boolean): void;
  /** Groups not seen since, but for those that are ignored, and counts of older hours. Gives the number of groups. */
  removeOld(before: number): number;
}

export interface ErrorClock {
  now(): number;
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface ErrorDiagnostics {
  warn(message: string, context: Readonly<Record<string, unknown>>): void;
}
