// Which images of a project are kept for rollback.
import type { DeploymentRow } from './ports/deployment-store.ts';

/**
 * Rows whose image is to be removed: all but the `keep` newest distinct images. A rollback shares the image of the
 * deployment it goes back to, so images are counted, not rows; the current one always stays and counts.
 */
export function planRotation(keptNewestFirst: readonly DeploymentRow[], keep: number): readonly DeploymentRow[] {
  const current = keptNewestFirst.filter((row) => row.isCurrent);
  const kept = new Set<string>();
  for (const row of [...current, ...keptNewestFirst]) {
    if (row.imageId !== null && kept.size < keep) {
      kept.add(row.imageId);
    }
  }
  return keptNewestFirst.filter((row) => !row.isCurrent && (row.imageId === null || !kept.has(row.imageId)));
}
