// What the next release has otherwise than the one that runs: names and kinds of change, never values.
import type { EnvPending } from '../../../contract/environment.ts';
import type { EnvVarRow, ReleasedVariable } from './ports.ts';
import { scopeOf } from './scope.ts';

/** `released` null: nothing runs, so nothing is compared. */
export function comparePending(rows: readonly EnvVarRow[], released: readonly ReleasedVariable[] | null): EnvPending {
  if (released === null) {
    return { hasRelease: false, changes: [] };
  }
  const before = new Map(released.map((variable) => [variable.key, variable]));
  const now = new Set(rows.map(({ key }) => key));
  const changed = rows.flatMap((row): EnvPending['changes'] => {
    const old = before.get(row.key);
    const { key, isSecret } = row;
    if (old === undefined) {
      return [{ key, change: 'added', isSecret }];
    }
    return isReleased(row, old) ? [] : [{ key, change: 'changed', isSecret }];
  });
  const removed = released
    .filter(({ key }) => !now.has(key))
    .map(({ key, isSecret }) => ({ key, change: 'removed' as const, isSecret }));
  return { hasRelease: true, changes: [...changed, ...removed].toSorted((a, b) => (a.key < b.key ? -1 : 1)) };
}

/** Sealing the same value twice gives two texts: an equal one is the very row that was released. */
export function isReleased(row: EnvVarRow, released: ReleasedVariable): boolean {
  return (
    row.key === released.key &&
    row.scope === scopeOf(released) &&
    isSameDelivery(row, released) &&
    row.value === (released.isSecret ? released.sealed : released.value)
  );
}

/** To a build it is all one. */
const isSameDelivery = (row: EnvVarRow, { delivery = 'variable' }: ReleasedVariable): boolean =>
  row.delivery === delivery || row.scope === 'build';
