import type { Attempt } from './attempt.ts';
import type { DeploymentParts } from './deps.ts';
import { imageTag } from './names.ts';
import type { DeploymentEngine } from './ports.ts';
import { planRotation } from './rotation.ts';

/** After a release: removes the images that are too old for a rollback. The release stands whether this works or not. */
export async function rotateImages(
  { store, moves, diagnostics }: DeploymentParts,
  { id, project }: Attempt,
  engine: DeploymentEngine,
): Promise<void> {
  for (const row of planRotation(store.listKept(project.id), project.settings.keepImageHistory)) {
    try {
      // First the row: an image that stays is less harm than a rollback that finds none.
      moves.patch(row.id, { canRollback: false });
      await engine.images.remove(row.image ?? imageTag(project.slug, row.id));
    } catch (error) {
      diagnostics.warn('An old image could not be removed', { deploymentId: id, image: row.image, error });
    }
  }
}
