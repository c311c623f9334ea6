// Secrets that several projects share: each project has a variable that follows one.
import { AppError } from '../../../contract/app-error.ts';
import type { EnvDelivery, EnvScope, EnvSignal, EnvVar } from '../../../contract/environment.ts';
import type { ProjectId, SharedSecretId } from '../../../contract/ids.ts';
import type { SharedSecret } from '../../../contract/shared-secrets.ts';
import { isReleased } from './pending.ts';
import type { SharedSecretRow } from './ports/shared-secrets.ts';
import { createSharedRollout, sharedContext, type SharedRolloutDeps } from './shared-rollout.ts';
import type { ByUser } from './stored-variables.ts';
import { variableView } from './view.ts';

export interface SharedSecretsDeps extends SharedRolloutDeps {
  /** Null when there is no such project. */
  readonly projectName: (id: ProjectId) => string | null;
}

interface ById {
  readonly id: SharedSecretId;
}

export function createSharedSecrets(deps: SharedSecretsDeps) {
  const { store, variables, stored, box, released, projectName, publish, now } = deps;
  const rollout = createSharedRollout(deps);

  function existing(id: SharedSecretId): SharedSecretRow {
    const row = store.get(id);
    if (row === null) {
      throw new AppError('NOT_FOUND', { what: `shared secret ${id}` });
    }
    return row;
  }

  function idle(id: SharedSecretId): SharedSecretRow {
    const row = existing(id);
    if (rollout.isWorking(id)) {
      throw new AppError('SHARED_SECRET_ROLLING', { name: row.name });
    }
    return row;
  }

  function view({ id, name, note, formerValue, createdAt, rotatedAt }: SharedSecretRow): SharedSecret {
    const steps = store.steps(id).map(({ secretId: _, ...step }) => step);
    const hasFailed = steps.some(({ status }) => status === 'failed');
    const isRolling = rollout.isWorking(id) || steps.some(({ status }) => status === 'rolling' || status === 'waiting');
    return {
      id,
      name,
      note,
      usedBy: variables.listShared(id).map((row) => ({
        projectId: row.projectId,
        projectName: projectName(row.projectId) ?? '',
        variableId: row.id,
        key: row.key,
        isPending: released(row.projectId)?.some((variable) => isReleased(row, variable)) === false,
      })),
      hasFormer: formerValue !== null,
      createdAt: new Date(createdAt).toISOString(),
      rotatedAt: rotatedAt === null ? null : new Date(rotatedAt).toISOString(),
      rollout: { status: hasFailed ? 'failed' : isRolling ? 'rolling' : steps.length === 0 ? 'none' : 'done', steps },
    };
  }

  const openValue = ({ value, name }: SharedSecretRow): Promise<string> => box.open(value, sharedContext(name));

  /** Each project is told when its turn comes: until then, and after a failure, its next release has what it had. */
  function begin(row: SharedSecretRow, sealed: string): SharedSecret {
    const projects = [...new Set(variables.listShared(row.id).map(({ projectId }) => projectId))];
    store.rotate(row.id, { value: sealed, formerValue: row.value }, projects, now());
    rollout.start(row.id);
    publish({ type: 'sharedSecrets' });
    return view(existing(row.id));
  }

  return {
    list: (): SharedSecret[] => store.list().map(view),
    async create({ name, value, note }: Pick<SharedSecretRow, 'name' | 'value' | 'note'>): Promise<SharedSecret> {
      const sealed = await box.seal(value, sharedContext(name));
      if (store.list().some((other) => other.name === name)) {
        throw new AppError('NAME_TAKEN', { name }, { field: 'name' });
      }
      const row = store.add({ name, note, value: sealed }, now());
      publish({ type: 'sharedSecrets' });
      return view(row);
    },
    remove({ id }: ById): ById {
      const { name } = idle(id);
      const users = variables.listShared(id).map((row) => projectName(row.projectId) ?? String(row.projectId));
      if (users.length > 0) {
        throw new AppError('SHARED_SECRET_IN_USE', { name, projects: [...new Set(users)].join(', ') });
      }
      store.remove(id);
      publish({ type: 'sharedSecrets' });
      return { id };
    },
    reveal: async ({ id }: ById): Promise<{ value: string }> => ({ value: await openValue(existing(id)) }),
    async use(
      input: ById & {
        readonly projectId: ProjectId;
        readonly key?: string | undefined;
        readonly scope?: EnvScope | undefined;
        readonly delivery?: EnvDelivery | undefined;
        readonly signal?: EnvSignal | null | undefined;
      },
      { userId }: ByUser,
    ): Promise<EnvVar> {
      const { id, projectId, scope, delivery, signal } = input;
      const row = idle(id);
      if (projectName(projectId) === null) {
        throw new AppError('NOT_FOUND', { what: `project ${projectId}` });
      }
      const put = {
        key: input.key ?? row.name,
        value: await openValue(row),
        isSecret: true,
        scope,
        delivery,
        signal,
        sharedId: id,
      };
      const [made] = await stored.change(projectId, { put: [put], remove: [] }, { userId, way: 'shared' });
      publish({ type: 'sharedSecrets' });
      await rollout.files.refresh(projectId, [put.key]);
      if (made === undefined) {
        throw new AppError('NOT_FOUND', { what: `project ${projectId}` });
      }
      return variableView(made, released(projectId));
    },
    async rotate({ id, value }: ById & { readonly value: string }): Promise<SharedSecret> {
      const row = idle(id);
      if ((await openValue(row)) === value) {
        const problem = `${row.name} has this value already`;
        throw new AppError('VALIDATION_FAILED', { field: 'value', problem }, { field: 'value' });
      }
      return begin(row, await box.seal(value, sharedContext(row.name)));
    },
    restoreFormer({ id }: ById): SharedSecret {
      const row = idle(id);
      if (row.formerValue === null) {
        throw new AppError('NO_FORMER_VALUE', { key: row.name });
      }
      return begin(row, row.formerValue);
    },
    resume({ id }: ById): SharedSecret {
      const row = idle(id);
      store.retry(id);
      rollout.start(id);
      publish({ type: 'sharedSecrets' });
      return view(row);
    },

    // ---- for the program ----
    start: rollout.resumeAll,
    stop: rollout.stop,
  };
}
