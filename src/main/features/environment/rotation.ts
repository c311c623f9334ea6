// A secret gets another value, and the application gets it at once: no build, and requests go on being answered.
import { AppError } from '../../../contract/app-error.ts';
import type { EnvRotation, EnvScope, EnvVar } from '../../../contract/environment.ts';
import type { EnvVarId, ProjectId, UserId } from '../../../contract/ids.ts';
import { isReleased } from './pending.ts';
import type { EnvVarRow, ReleasedVariable, Rollouts, SecretBox } from './ports.ts';
import { type ByUser, contextOf, type StoredVariables } from './stored-variables.ts';
import { variableView } from './view.ts';

export interface RotationDeps {
  readonly box: SecretBox;
  readonly stored: StoredVariables;
  /** Throws NOT_FOUND. */
  readonly existing: (id: EnvVarId) => EnvVarRow;
  readonly released: (projectId: ProjectId) => readonly ReleasedVariable[] | null;
  readonly rollouts: Rollouts;
  readonly now: () => number;
}

interface ByVariable {
  readonly id: EnvVarId;
}

export function createRotation({ box, stored, existing, released, rollouts, now }: RotationDeps) {
  /** One of its own: a shared one is rotated where all of its projects are seen. */
  function ownSecret(id: EnvVarId): EnvVarRow {
    const row = existing(id);
    if (row.shared !== null) {
      throw new AppError('SECRET_IS_SHARED', { key: row.key, name: row.shared.name });
    }
    if (!row.isSecret) {
      const problem = `${row.key} is a plain variable; only a secret is rotated`;
      throw new AppError('VALIDATION_FAILED', { field: 'id', problem }, { field: 'id' });
    }
    return row;
  }

  function viewOf(id: EnvVarId): EnvVar {
    const row = existing(id);
    return variableView(row, released(row.projectId));
  }

  /** The stored value is the new one already. */
  function apply(id: EnvVarId, userId: UserId | null): EnvRotation['applied'] {
    const row = existing(id);
    const { projectId, key, scope } = row;
    if (scope === 'build') {
      return { how: 'stored', reason: 'only a build uses it: the next one has it' };
    }
    // After a rotation that the application did not start with.
    if (released(projectId)?.some((variable) => isReleased(row, variable)) === true) {
      return { how: 'stored', reason: 'the release that runs has it' };
    }
    const deploymentId = rollouts.roll(projectId, [key], userId);
    return deploymentId === null
      ? { how: 'stored', reason: 'the application does not run: its next release has it' }
      : { how: 'rolled', deploymentId };
  }

  async function putValue(row: EnvVarRow, value: string, userId: UserId | null, way: 'rotation' | 'restore') {
    const { projectId, key, isSecret, scope } = row;
    const put = { key, value, isSecret, scope, formerValue: row.value, rotatedAt: now() };
    await stored.change(projectId, { put: [put], remove: [] }, { userId, way });
    return apply(row.id, userId);
  }

  return {
    async setOptions({ id, scope }: ByVariable & { readonly scope?: EnvScope | undefined }, { userId }: ByUser) {
      const row = existing(id);
      if (scope !== undefined && scope !== row.scope) {
        // As it is stored: a value that cannot be opened can still be used at another time.
        const { projectId, shared, ...variable } = row;
        const put = { ...variable, scope, sharedId: shared?.id ?? null };
        stored.changeSealed(projectId, put, { userId, way: 'options' });
      }
      return viewOf(id);
    },
    async rotate({ id, value }: ByVariable & { readonly value: string }, { userId }: ByUser): Promise<EnvRotation> {
      const row = ownSecret(id);
      if ((await stored.valueOf(row)) === value) {
        const problem = `${row.key} has this value already`;
        throw new AppError('VALIDATION_FAILED', { field: 'value', problem }, { field: 'value' });
      }
      const applied = await putValue(row, value, userId, 'rotation');
      return { variable: viewOf(id), applied };
    },
    async restoreFormer({ id }: ByVariable, { userId }: ByUser): Promise<EnvRotation> {
      const row = ownSecret(id);
      if (row.formerValue === null) {
        throw new AppError('NO_FORMER_VALUE', { key: row.key });
      }
      const former = await box.open(row.formerValue, contextOf(row.projectId, row.key));
      const applied = await putValue(row, former, userId, 'restore');
      return { variable: viewOf(id), applied };
    },
  };
}
