// What the environment feature needs from outside.
import type { GeneratedSecret } from '../../../contract/env-templates.ts';
import type { EnvDelivery, EnvScope, EnvSignal, EnvWay } from '../../../contract/environment.ts';
import type { DeploymentId, EnvVarId, ProjectId, SharedSecretId, UserId } from '../../../contract/ids.ts';

/** When a variable is used, and how the application finds it. */
export interface EnvUse {
  readonly scope: EnvScope;
  /** `file` only of a secret. */
  readonly delivery: EnvDelivery;
  /** Of a file, for when its value changes. */
  readonly signal: EnvSignal | null;
}

/** `value` is plain text for a plain variable and a sealed text for a secret. */
export interface EnvVarRow extends EnvUse {
  readonly id: EnvVarId;
  readonly projectId: ProjectId;
  readonly key: string;
  readonly value: string;
  readonly isSecret: boolean;
  /** Its value is a copy of that one's, sealed for this variable. */
  readonly shared: { readonly id: SharedSecretId; readonly name: string } | null;
  /** Sealed, as it was before the last rotation; null after any other change. */
  readonly formerValue: string | null;
  readonly rotatedAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface EnvVarStore {
  list(projectId: ProjectId): readonly EnvVarRow[];
  count(projectId: ProjectId): number;
  get(id: EnvVarId): EnvVarRow | null;
  /** Those of all projects whose value is this shared secret's. */
  listShared(id: SharedSecretId): readonly EnvVarRow[];
  /**
   * Adds variables or replaces those of the same key, and removes others, all in one transaction together with their history;
   * touches the project's `changed_at`. Those that were put, as they are then.
   */
  change(projectId: ProjectId, edit: EnvVarEdit, author: EnvAuthor, now: number): readonly EnvVarRow[];
  /** The latest first. A project keeps its last 500. */
  history(projectId: ProjectId, limit: number): readonly EnvHistoryRow[];
}

export interface EnvVarEdit {
  readonly put: readonly EnvVarPut[];
  readonly remove: readonly EnvVarId[];
}

export interface EnvVarPut extends EnvUse {
  readonly key: string;
  readonly value: string;
  readonly isSecret: boolean;
  readonly sharedId: SharedSecretId | null;
  readonly formerValue: string | null;
  readonly rotatedAt: number | null;
}

export interface EnvAuthor {
  readonly userId: UserId | null;
  readonly way: EnvWay;
}

export interface EnvHistoryRow {
  readonly id: number;
  readonly key: string;
  readonly change: 'added' | 'changed' | 'removed';
  readonly isSecret: boolean;
  readonly way: EnvWay;
  readonly by: string | null;
  readonly at: number;
}

export type SecretGenerator = (kind: GeneratedSecret) => string;

/** AES-256-GCM under the data key of the keychain. `context` is bound to the sealed text: it opens only with the same one. */
export interface SecretBox {
  seal(plain: string, context: string): Promise<string>;
  /** Throws SECRET_UNREADABLE or KEYCHAIN_UNAVAILABLE. */
  open(sealed: string, context: string): Promise<string>;
}

/** One variable as a release was made with it. A secret's value is sealed. What is left out is what is usual. */
export type ReleasedVariable = {
  readonly scope?: EnvScope | undefined;
  readonly delivery?: EnvDelivery | undefined;
} & (
  | { readonly key: string; readonly isSecret: false; readonly value: string }
  | { readonly key: string; readonly isSecret: true; readonly sealed: string }
);

export interface FileUpdate {
  /** A release that is being made is waited for. */
  readonly isWaiting?: boolean;
  /** Also files that have these values. */
  readonly isRepeated?: boolean;
}

/** How a change reaches what runs. */
export interface Rollouts {
  /**
   * A deployment that puts the image of the release that serves in its own place, with these variables as they are now and all else as
   * it is. Null: nothing runs.
   */
  roll(projectId: ProjectId, keys: readonly string[], userId: UserId | null): DeploymentId | null;
  /**
   * Puts the values of now into the files of the release that is there, then sends its main process these signals. `underWay`: a release
   * is being made, and it is done when that is over. Throws why it cannot be done; then it can be asked for again.
   */
  updateFiles(
    projectId: ProjectId,
    keys: readonly string[],
    signals: readonly EnvSignal[],
    options: FileUpdate,
  ): Promise<{ readonly how: 'updated'; readonly isRunning: boolean } | { readonly how: 'underWay' }>;
}
