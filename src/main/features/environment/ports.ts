// What the environment feature needs from outside.
import type { GeneratedSecret } from '../../../contract/env-templates.ts';
import type { EnvWay } from '../../../contract/environment.ts';
import type { EnvVarId, ProjectId, UserId } from '../../../contract/ids.ts';

/** `value` is plain text for a plain variable and a sealed text for a secret. */
export interface EnvVarRow {
  readonly id: EnvVarId;
  readonly projectId: ProjectId;
  readonly key: string;
  readonly value: string;
  readonly isSecret: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface EnvVarStore {
  list(projectId: ProjectId): readonly EnvVarRow[];
  count(projectId: ProjectId): number;
  get(id: EnvVarId): EnvVarRow | null;
  /**
   * Adds variables or replaces those of the same key, and removes others, all in one transaction together with their history;
   * touches the project's `changed_at`. Those that were put, as they are then.
   */
  change(projectId: ProjectId, edit: EnvVarEdit, author: EnvAuthor, now: number): readonly EnvVarRow[];
  /** The latest first. A project keeps its last 500. */
  history(projectId: ProjectId, limit: number): readonly EnvHistoryRow[];
}

export interface EnvVarEdit {
  readonly put: readonly { readonly key: string; readonly value: string; readonly isSecret: boolean }[];
  readonly remove: readonly EnvVarId[];
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

/** One variable as a release was made with it. A secret's value is sealed. */
export type ReleasedVariable =
  | { readonly key: string; readonly isSecret: false; readonly value: string }
  | { readonly key: string; readonly isSecret: true; readonly sealed: string };
