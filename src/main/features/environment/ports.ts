// What the environment feature needs from outside.
import type { EnvVarId, ProjectId } from '../../../contract/ids.ts';

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
  /** Adds the variables or replaces those of the same key, all in one transaction; touches the project's `changed_at`. */
  put(
    projectId: ProjectId,
    variables: readonly { readonly key: string; readonly value: string; readonly isSecret: boolean }[],
    now: number,
  ): readonly EnvVarRow[];
  remove(id: EnvVarId, now: number): EnvVarRow | null;
}

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
