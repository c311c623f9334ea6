// A project's environment variables: plain ones as they are, secrets sealed from the moment they arrive.
import { AppError } from '../../../contract/app-error.ts';
import { type EnvChange, type EnvVar, envKey } from '../../../contract/environment.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { EnvVarId, ProjectId } from '../../../contract/ids.ts';
import type { EnvSuggestion } from '../../../contract/sources.ts';
import { type ImportPlan, type KnownVariable, type NewVariable, planImport } from './import.ts';
import type { EnvVarRow, EnvVarStore, ReleasedVariable, SecretBox } from './ports.ts';

export interface EnvironmentDeps {
  readonly store: EnvVarStore;
  readonly box: SecretBox;
  /** What the running release was made with; null when none runs. */
  readonly released: (projectId: ProjectId) => readonly ReleasedVariable[] | null;
  /** Variables that the project's code reads. */
  readonly suggest: (projectId: ProjectId, signal: AbortSignal) => Promise<readonly EnvSuggestion[]>;
  readonly projectExists: (projectId: ProjectId) => boolean;
  readonly publish: (event: AppEvent) => void;
  readonly now: () => number;
}

interface ByProject {
  readonly id: ProjectId;
}
interface ByVariable {
  readonly id: EnvVarId;
}

/** Docker passes the whole environment to a container as one block; more than this is a mistake. */
const MAX_VARIABLES = 500;

/** A sealed value opens only in the project and under the name it was sealed for. */
const contextOf = (projectId: ProjectId, key: string): string => `env:${projectId}:${key}`;

export function createEnvironment(deps: EnvironmentDeps) {
  const { store, box, publish, now } = deps;

  function checkProject(id: ProjectId): void {
    if (!deps.projectExists(id)) {
      throw new AppError('NOT_FOUND', { what: `project ${id}` });
    }
  }

  function existing(id: EnvVarId): EnvVarRow {
    const row = store.get(id);
    if (row === null) {
      throw new AppError('NOT_FOUND', { what: `variable ${id}` });
    }
    return row;
  }

  function view(row: EnvVarRow, released: readonly ReleasedVariable[] | null): EnvVar {
    return {
      id: row.id,
      projectId: row.projectId,
      key: row.key,
      value: row.isSecret ? null : row.value,
      isSecret: row.isSecret,
      isPending: released !== null && !released.some((variable) => isSame(row, variable)),
      updatedAt: new Date(row.updatedAt).toISOString(),
    };
  }

  const openAll = (projectId: ProjectId): Promise<readonly KnownVariable[]> =>
    Promise.all(
      store
        .list(projectId)
        .map(async (row) => ({ key: row.key, isSecret: row.isSecret, value: await openIfReadable(row) })),
    );

  /** Null for a secret that cannot be opened any more: entering it again is the way to mend that. */
  async function openIfReadable({ projectId, key, value, isSecret }: EnvVarRow): Promise<string | null> {
    try {
      return isSecret ? await box.open(value, contextOf(projectId, key)) : value;
    } catch (error) {
      if (error instanceof AppError && error.code === 'SECRET_UNREADABLE') {
        return null;
      }
      throw error;
    }
  }

  /** Everything is sealed before anything is stored: a keychain that refuses leaves nothing half done. */
  async function put(projectId: ProjectId, variables: readonly NewVariable[]): Promise<readonly EnvVarRow[]> {
    const keys = new Set([...store.list(projectId), ...variables].map(({ key }) => key));
    if (keys.size > MAX_VARIABLES) {
      const problem = `a project has at most ${MAX_VARIABLES} variables`;
      throw new AppError('VALIDATION_FAILED', { field: 'key', problem }, { field: 'key' });
    }
    const sealed = await Promise.all(
      variables.map(async ({ key, value, isSecret }) => {
        checkVariable(key, value);
        return { key, isSecret, value: isSecret ? await box.seal(value, contextOf(projectId, key)) : value };
      }),
    );
    const rows = store.put(projectId, sealed, now());
    announce(projectId);
    return rows;
  }

  function announce(projectId: ProjectId): void {
    publish({ type: 'environment', projectId });
    // The project knows that its running release is behind.
    publish({ type: 'project', projectId });
  }

  async function plan(id: ProjectId, text: string, secretKeys: readonly string[] | null): Promise<ImportPlan> {
    checkProject(id);
    return planImport(text, await openAll(id), secretKeys);
  }

  return {
    list({ id }: ByProject): EnvVar[] {
      checkProject(id);
      const released = deps.released(id);
      return store.list(id).map((row) => view(row, released));
    },
    async set({ id, key, value, isSecret }: ByProject & NewVariable): Promise<EnvVar> {
      checkProject(id);
      const before = store.list(id).find((each) => each.key === key);
      // Sealed anew, the same value would look like one that the running release has not got.
      if (before?.isSecret === isSecret && (await openIfReadable(before)) === value) {
        return view(before, deps.released(id));
      }
      const [row] = await put(id, [{ key, value, isSecret }]);
      if (row === undefined) {
        throw new AppError('NOT_FOUND', { what: `project ${id}` });
      }
      return view(row, deps.released(id));
    },
    remove({ id }: ByVariable): { key: string } {
      const row = store.remove(existing(id).id, now());
      if (row === null) {
        throw new AppError('NOT_FOUND', { what: `variable ${id}` });
      }
      announce(row.projectId);
      return { key: row.key };
    },
    async reveal({ id }: ByVariable): Promise<{ value: string }> {
      const { projectId, key, value, isSecret } = existing(id);
      return { value: isSecret ? await box.open(value, contextOf(projectId, key)) : value };
    },
    async previewImport({ id, text }: ByProject & { readonly text: string }): Promise<EnvChange[]> {
      return [...(await plan(id, text, null)).changes];
    },
    async import({
      id,
      text,
      secretKeys,
    }: ByProject & { readonly text: string; readonly secretKeys: readonly string[] }): Promise<EnvChange[]> {
      const { changes, variables } = await plan(id, text, secretKeys);
      if (variables.length > 0) {
        await put(id, variables);
      }
      return [...changes];
    },
    async suggestions({ id }: ByProject, { signal }: { readonly signal: AbortSignal }): Promise<EnvSuggestion[]> {
      checkProject(id);
      const set = new Set(store.list(id).map(({ key }) => key));
      return (await deps.suggest(id, signal)).filter(({ key }) => !set.has(key));
    },

    // ---- for other features ----
    put: async (projectId: ProjectId, variables: readonly NewVariable[]): Promise<void> => {
      await put(projectId, variables);
    },
    countOf: (projectId: ProjectId): number => store.count(projectId),
    /** As they are stored: what a deployment keeps of them. */
    snapshot: (projectId: ProjectId): readonly ReleasedVariable[] =>
      store
        .list(projectId)
        .map(({ key, value, isSecret }) => (isSecret ? { key, isSecret, sealed: value } : { key, isSecret, value })),
    async open(projectId: ProjectId, variables: readonly ReleasedVariable[]): Promise<ReadonlyMap<string, string>> {
      const opened = await Promise.all(
        variables.map(async (variable) => {
          const { key } = variable;
          return [
            key,
            variable.isSecret ? await box.open(variable.sealed, contextOf(projectId, key)) : variable.value,
          ] as const;
        }),
      );
      return new Map(opened);
    },
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
}

/** Sealing the same value twice gives two texts: an equal one is the very row that was released. */
function isSame(row: EnvVarRow, released: ReleasedVariable): boolean {
  return row.key === released.key && row.value === (released.isSecret ? released.sealed : released.value);
}
