// A secret gets another value, and the application gets it at once: no build, and requests go on being answered.
import { AppError } from '../../../contract/app-error.ts';
import type { EnvDelivery, EnvRotation, EnvScope, EnvSignal, EnvVar } from '../../../contract/environment.ts';
import type { EnvVarId, ProjectId, UserId } from '../../../contract/ids.ts';
import type { FileSecrets } from './file-secrets.ts';
import { isReleased } from './pending.ts';
import type { EnvVarRow, ReleasedVariable, Rollouts, SecretBox } from './ports.ts';
import { deliveryFor } from './scope.ts';
import { type ByUser, contextOf, type StoredVariables } from './stored-variables.ts';
import { variableView } from './view.ts';

export interface RotationDeps {
  readonly box: SecretBox;
  readonly stored: StoredVariables;
  readonly files: FileSecrets;
  /** Throws NOT_FOUND. */
  readonly existing: (id: EnvVarId) => EnvVarRow;
  readonly released: (projectId: ProjectId) => readonly ReleasedVariable[] | null;
  readonly rollouts: Rollouts;
  readonly now: () => number;
}

interface ByVariable {
  readonly id: EnvVarId;
}

interface Options {
  readonly scope?: EnvScope | undefined;
  readonly delivery?: EnvDelivery | undefined;
  readonly signal?: EnvSignal | null | undefined;
}

export function createRotation({ box, stored, files, existing, released, rollouts, now }: RotationDeps) {
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
  async function applyStored(id: EnvVarId, userId: UserId | null, isRepeated = false): Promise<EnvRotation['applied']> {
    const row = existing(id);
    const { projectId, key, scope, signal } = row;
    if (scope === 'build') {
      return { how: 'stored', reason: 'only a build uses it: the next one has it' };
    }
    const refreshed = await files.refresh(projectId, [key], { isRepeated });
    if (refreshed !== null) {
      return refreshed.outcome.how === 'updated'
        ? { ...refreshed.outcome, signal }
        : { how: 'stored', reason: 'a release is being made, and its file has it when that is over' };
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
    const { projectId, key, isSecret } = row;
    const put = { key, value, isSecret, scope: row.scope, formerValue: row.value, rotatedAt: now() };
    await stored.change(projectId, { put: [put], remove: [] }, { userId, way });
    return applyStored(row.id, userId);
  }

  return {
    async setOptions({ id, ...wanted }: ByVariable & Options, { userId }: ByUser) {
      const row = existing(id);
      const { projectId, shared, ...variable } = row;
      const scope = wanted.scope ?? row.scope;
      const { delivery, signal } = deliveryFor({ ...variable, ...wanted }, row);
      if (scope !== row.scope || delivery !== row.delivery || signal !== row.signal) {
        // As it is stored: a value that cannot be opened can still be used at another time.
        const put = { ...variable, scope, delivery, signal, sharedId: shared?.id ?? null };
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
    /** After what kept it from the application is mended. */
    async apply({ id }: ByVariable, { userId }: ByUser): Promise<EnvRotation> {
      const { isSecret, key } = existing(id);
      if (!isSecret) {
        const problem = `${key} is a plain variable; the next deployment has it`;
        throw new AppError('VALIDATION_FAILED', { field: 'id', problem }, { field: 'id' });
      }
      return { applied: await applyStored(id, userId, true), variable: viewOf(id) };
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
