import type { DeploymentRow, DeploymentStore } from './ports/deployment-store.ts';

/** When the settings and variables of a release were taken, ms since the epoch. A rollback brings back those of what it goes back to. */
export function createTakenAt({ get }: Pick<DeploymentStore, 'get'>): (row: DeploymentRow) => number {
  return function takenAt(row): number {
    const origin = row.rollbackOf === null ? null : get(row.rollbackOf);
    return row.snapshot.takenAt ?? (origin === null ? row.createdAt : takenAt(origin));
  };
}
