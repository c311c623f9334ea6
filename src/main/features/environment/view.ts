// A variable as clients see it.
import type { EnvVar } from '../../../contract/environment.ts';
import { isReleased } from './pending.ts';
import type { EnvVarRow, ReleasedVariable } from './ports.ts';

/** `released`: what the running release was made with; null when none runs. */
export function variableView(row: EnvVarRow, released: readonly ReleasedVariable[] | null): EnvVar {
  return {
    id: row.id,
    projectId: row.projectId,
    key: row.key,
    value: row.isSecret ? null : row.value,
    isSecret: row.isSecret,
    scope: row.scope,
    delivery: row.delivery,
    signal: row.signal,
    shared: row.shared,
    hasFormer: row.formerValue !== null,
    rotatedAt: row.rotatedAt === null ? null : new Date(row.rotatedAt).toISOString(),
    isPending: released !== null && !released.some((variable) => isReleased(row, variable)),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}
