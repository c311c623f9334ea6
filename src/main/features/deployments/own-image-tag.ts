// The tag of a deployment's image. Two installations may share an engine and both have a project of that name: the later one's tag
// then tells whose it is, and neither ever moves or removes the other's.
import type { DeploymentId } from '../../../contract/ids.ts';
import { imageTag } from './names.ts';
import type { DeploymentEngine, ImageFacts, Labels } from './ports.ts';

const INSTANCE = 'minipaas.instance';

/** Made by another installation. What was pulled carries no label, and is taken for what its tag says. */
export function isForeign(image: Pick<ImageFacts, 'labels'>, { own }: Labels): boolean {
  const instance = image.labels[INSTANCE];
  return instance !== undefined && instance !== own[INSTANCE];
}

export async function ownImageTag(
  engine: Pick<DeploymentEngine, 'images'>,
  labels: Labels,
  slug: string,
  id: DeploymentId,
  signal?: AbortSignal,
): Promise<string> {
  const there = await engine.images.inspect(imageTag(slug, id), signal);
  return there !== null && isForeign(there, labels) ? distinctTag(labels, slug, id) : imageTag(slug, id);
}

/** The tags that an image of the deployment may have here, those of others left out. */
export async function tagsOf(
  engine: Pick<DeploymentEngine, 'images'>,
  labels: Labels,
  slug: string,
  id: DeploymentId,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const tag of [imageTag(slug, id), distinctTag(labels, slug, id)]) {
    const there = await engine.images.inspect(tag);
    if (there !== null && !isForeign(there, labels)) {
      found.push(tag);
    }
  }
  return found;
}

function distinctTag({ own }: Labels, slug: string, id: DeploymentId): string {
  return `${imageTag(slug, id)}-${(own[INSTANCE] ?? 'other').slice(0, 8)}`;
}
