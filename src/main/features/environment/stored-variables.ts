// Variables as they are stored: checked, sealed, changed in one transaction, opened again.
import { AppError } from '../../../contract/app-error.ts';
import { envKey, MAX_ENV_VALUE } from '../../../contract/environment.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { EnvVarId, ProjectId, UserId } from '../../../contract/ids.ts';
import type { KnownVariable, NewVariable } from './import.ts';
import type { EnvAuthor, EnvVarEdit, EnvVarPut, EnvVarRow, EnvVarStore, ReleasedVariable, SecretBox } from './ports.ts';
import { deliveryFor, scopeFor } from './scope.ts';

export interface StoredVariablesDeps {
  readonly store: EnvVarStore;
  readonly box: SecretBox;
  /** What the running release was made with; null when none runs. */
  readonly released: (projectId: ProjectId) => readonly ReleasedVariable[] | null;
  readonly publish: (event: AppEvent) => void;
  readonly now: () => number;
}

export interface ByProject {
  readonly id: ProjectId;
}
export interface ByUser {
  readonly userId: UserId;
}

/** What a rotation and a shared secret keep besides; after any other change there is neither. */
export type StoredVariable = NewVariable & Partial<Pick<EnvVarPut, 'sharedId' | 'formerValue' | 'rotatedAt'>>;

export interface VariableChange {
  readonly put: readonly StoredVariable[];
  readonly remove: readonly EnvVarId[];
}

export type StoredVariables = ReturnType<typeof createStoredVariables>;

/** Docker passes the whole environment to a container as one block; more than this is a mistake. */
const MAX_VARIABLES = 500;

/** A sealed value opens only in the project and under the name it was sealed for. */
export const contextOf = (projectId: ProjectId, key: string): string => `env:${projectId}:${key}`;

export function createStoredVariables({ store, box, released, publish, now }: StoredVariablesDeps) {
  /** Null for a secret that cannot be opened any more: entering it again is the way to mend that. */
  async function openIfReadable(sealed: string, context: string): Promise<string | null> {
    try {
      return await box.open(sealed, context);
    } catch (error) {
      if (error instanceof AppError && error.code === 'SECRET_UNREADABLE') {
        return null;
      }
      throw error;
    }
  }

  const valueOf = async ({ projectId, key, value, isSecret }: EnvVarRow): Promise<string | null> =>
    isSecret ? openIfReadable(value, contextOf(projectId, key)) : value;

  /** The running release's own sealed text where it holds the same value: sealed anew, it would look like another one. */
  async function seal(projectId: ProjectId, key: string, value: string): Promise<string> {
    const context = contextOf(projectId, key);
    const running = released(projectId)?.find((variable) => variable.key === key);
    if (running?.isSecret === true && (await openIfReadable(running.sealed, context)) === value) {
      return running.sealed;
    }
    return box.seal(value, context);
  }

  /** Everything is sealed before anything is stored: a keychain that refuses leaves nothing half done. */
  async function change(
    projectId: ProjectId,
    { put, remove }: VariableChange,
    author: EnvAuthor,
    /** Asked when everything is ready, with nothing in between: throws when the change is not wanted any more. */
    check: () => void = () => undefined,
  ): Promise<readonly EnvVarRow[]> {
    const kept = store.list(projectId).filter(({ id }) => !remove.includes(id));
    const known = new Map(kept.map((row) => [row.key, row]));
    if (new Set([...kept, ...put].map(({ key }) => key)).size > MAX_VARIABLES) {
      const problem = `a project has at most ${MAX_VARIABLES} variables`;
      throw new AppError('VALIDATION_FAILED', { field: 'key', problem }, { field: 'key' });
    }
    for (const variable of put) {
      checkVariable(variable.key, variable.value);
      deliveryFor(variable, known.get(variable.key));
    }
    const sealed = await Promise.all(
      put.map(async (variable): Promise<EnvVarPut> => {
        const { key, value, isSecret, sharedId = null, formerValue = null, rotatedAt = null } = variable;
        const scope = scopeFor(variable, known.get(key));
        const delivered = deliveryFor(variable, known.get(key));
        const sealedValue = isSecret ? await seal(projectId, key, value) : value;
        return { key, isSecret, scope, ...delivered, sharedId, formerValue, rotatedAt, value: sealedValue };
      }),
    );
    check();
    return write(projectId, { put: sealed, remove }, author);
  }

  function write(projectId: ProjectId, edit: EnvVarEdit, author: EnvAuthor): readonly EnvVarRow[] {
    const rows = store.change(projectId, edit, author, now());
    publish({ type: 'environment', projectId });
    // The project knows that its running release is behind.
    publish({ type: 'project', projectId });
    return rows;
  }

  return {
    change,
    /** Of a value that is sealed already, or needs not be. */
    changeSealed: (projectId: ProjectId, put: EnvVarPut, author: EnvAuthor): void =>
      void write(projectId, { put: [put], remove: [] }, author),
    valueOf,
    openAll: (projectId: ProjectId): Promise<readonly KnownVariable[]> =>
      Promise.all(
        store.list(projectId).map(async (row) => ({ key: row.key, isSecret: row.isSecret, value: await valueOf(row) })),
      ),
  };
}

function checkVariable(key: string, value: string): void {
  const name = envKey.safeParse(key);
  if (!name.success) {
    const problem = `"${key}" cannot be the name of a variable: ${name.error.issues[0]?.message ?? ''}`;
    throw new AppError('VALIDATION_FAILED', { field: 'key', problem }, { field: 'key' });
  }
  if (value.includes('\0')) {
    const problem = `the value of ${key} has a zero byte, which no environment can hold`;
    throw new AppError('VALIDATION_FAILED', { field: 'value', problem }, { field: 'value' });
  }
  if (value.length > MAX_ENV_VALUE) {
    const problem = `the value of ${key} has ${value.length} characters; ${MAX_ENV_VALUE} are the most`;
    throw new AppError('VALIDATION_FAILED', { field: 'value', problem }, { field: 'value' });
  }
}
