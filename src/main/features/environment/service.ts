// A project's environment variables: plain ones as they are, secrets sealed from the moment they arrive.
import { AppError } from '../../../contract/app-error.ts';
import type { EnvTemplateId, GeneratedSecret } from '../../../contract/env-templates.ts';
import type { EnvChange, EnvHistoryEntry, EnvPending, EnvVar } from '../../../contract/environment.ts';
import type { EnvVarId, ProjectId, UserId } from '../../../contract/ids.ts';
import type { EnvSuggestion } from '../../../contract/sources.ts';
import type { NewVariable } from './import.ts';
import { comparePending } from './pending.ts';
import type { EnvVarRow, ReleasedVariable, Rollouts, SecretGenerator } from './ports.ts';
import { createFileSecrets } from './file-secrets.ts';
import { createRotation } from './rotation.ts';
import {
  type ByProject,
  type ByUser,
  contextOf,
  createStoredVariables,
  type StoredVariables,
  type StoredVariablesDeps,
} from './stored-variables.ts';
import { fillTemplate, templateOf } from './template.ts';
import { createTexts } from './texts.ts';
import { variableView } from './view.ts';

export interface EnvironmentDeps extends StoredVariablesDeps {
  /** Variables that the project's code reads. */
  readonly suggest: (projectId: ProjectId, signal: AbortSignal) => Promise<readonly EnvSuggestion[]>;
  readonly projectExists: (projectId: ProjectId) => boolean;
  readonly generate: SecretGenerator;
  readonly rollouts: Rollouts;
}

interface ByVariable {
  readonly id: EnvVarId;
}

export function createEnvironment(deps: EnvironmentDeps) {
  const { store, box } = deps;
  const onlyStored = createStoredVariables(deps);
  const files = createFileSecrets(deps);
  const stored: StoredVariables = {
    ...onlyStored,
    /** Files of the release that is there follow. */
    async change(projectId, ...rest) {
      const rows = await onlyStored.change(projectId, ...rest);
      await files.refresh(
        projectId,
        rows.map(({ key }) => key),
      );
      return rows;
    },
  };

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

  return {
    list({ id }: ByProject): EnvVar[] {
      checkProject(id);
      const released = deps.released(id);
      return store.list(id).map((row) => variableView(row, released));
    },
    async set({ id, ...variable }: ByProject & NewVariable, { userId }: ByUser): Promise<EnvVar> {
      checkProject(id);
      const { key, value, isSecret, scope, delivery, signal } = variable;
      const before = store.list(id).find((each) => each.key === key);
      // Sealed anew, the same value would look like one that the running release has not got.
      const isSameUse =
        before?.isSecret === isSecret &&
        (scope ?? before.scope) === before.scope &&
        (delivery ?? before.delivery) === before.delivery &&
        (signal === undefined || signal === before.signal);
      if (isSameUse && before.shared === null && (await stored.valueOf(before)) === value) {
        return variableView(before, deps.released(id));
      }
      const [row] = await stored.change(id, { put: [variable], remove: [] }, { userId, way: 'set' });
      if (row === undefined) {
        throw new AppError('NOT_FOUND', { what: `project ${id}` });
      }
      return variableView(row, deps.released(id));
    },
    async remove({ id }: ByVariable, { userId }: ByUser): Promise<{ key: string }> {
      const { projectId, key } = existing(id);
      await stored.change(projectId, { put: [], remove: [id] }, { userId, way: 'set' });
      return { key };
    },
    async reveal({ id }: ByVariable): Promise<{ value: string }> {
      const { projectId, key, value, isSecret } = existing(id);
      return { value: isSecret ? await box.open(value, contextOf(projectId, key)) : value };
    },
    ...createRotation({
      box,
      stored: onlyStored,
      files,
      existing,
      released: deps.released,
      rollouts: deps.rollouts,
      now: deps.now,
    }),
    ...createTexts({ store, box, stored, checkProject }),
    /** What a repository asks for and the project has not got. */
    async provide(
      id: ProjectId,
      wanted: readonly { readonly key: string; readonly kind: GeneratedSecret; readonly isSecret: boolean }[],
      { userId }: { readonly userId: UserId | null },
    ): Promise<void> {
      checkProject(id);
      const set = new Set(store.list(id).map(({ key }) => key));
      const put = wanted
        .filter(({ key }) => !set.has(key))
        .map(({ key, kind, isSecret }) => ({ key, isSecret, value: deps.generate(kind) }));
      if (put.length > 0) {
        await onlyStored.change(id, { put, remove: [] }, { userId, way: 'project' });
      }
    },
    async template(
      input: ByProject & {
        readonly template: EnvTemplateId;
        readonly values: Readonly<Record<string, string>>;
        readonly isReplacing: boolean;
      },
      { userId }: ByUser,
    ): Promise<EnvChange[]> {
      checkProject(input.id);
      const set = new Set(store.list(input.id).map(({ key }) => key));
      const wanted = fillTemplate(templateOf(input.template), input.values, deps.generate);
      const put = wanted.filter(({ key }) => input.isReplacing || !set.has(key));
      if (put.length > 0) {
        await stored.change(input.id, { put, remove: [] }, { userId, way: 'template' });
      }
      return wanted.map((variable): EnvChange => {
        const { key, isSecret } = variable;
        const isKept = !put.includes(variable);
        const reason = isKept ? 'it is set already' : null;
        return { key, isSecret, reason, line: null, change: isKept ? 'unchanged' : set.has(key) ? 'changed' : 'added' };
      });
    },
    history({ id, limit }: ByProject & { readonly limit: number }): EnvHistoryEntry[] {
      checkProject(id);
      return store.history(id, limit).map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
    },
    pending({ id }: ByProject): EnvPending {
      checkProject(id);
      return comparePending(store.list(id), deps.released(id));
    },
    async suggestions({ id }: ByProject, { signal }: { readonly signal: AbortSignal }): Promise<EnvSuggestion[]> {
      checkProject(id);
      const set = new Set(store.list(id).map(({ key }) => key));
      return (await deps.suggest(id, signal)).filter(({ key }) => !set.has(key));
    },

    // ---- for other features ----
    put: async (projectId: ProjectId, variables: readonly NewVariable[], userId: UserId | null): Promise<void> => {
      await stored.change(projectId, { put: variables, remove: [] }, { userId, way: 'project' });
    },
    countOf: (projectId: ProjectId): number => store.count(projectId),
    /** As they are stored: what a deployment keeps of them. */
    snapshot: (projectId: ProjectId): readonly ReleasedVariable[] =>
      store
        .list(projectId)
        .map(({ key, value, isSecret, scope, delivery }) =>
          isSecret
            ? { key, scope, isSecret, sealed: value, ...(delivery === 'file' ? { delivery } : {}) }
            : { key, scope, isSecret, value },
        ),
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
