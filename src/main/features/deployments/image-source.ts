// Where the image of a deployment comes from: built from a source, pulled from a registry, or kept from before.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { DeploymentId } from '../../../contract/ids.ts';
import type { Attempt } from './attempt.ts';
import { buildFromSource, type ObtainedImage } from './build-source.ts';
import type { DeploymentParts } from './deps.ts';
import { imageTag } from './names.ts';
import { ownImageTag } from './own-image-tag.ts';
import type { DeploymentEngine, ImageFacts } from './ports.ts';

/** Leaves an image with the deployment's own tag on the engine. */
export async function obtainImage(
  parts: DeploymentParts,
  attempt: Attempt,
  engine: DeploymentEngine,
): Promise<ObtainedImage> {
  const { rollbackOf, imageOf, snapshot } = attempt.row();
  const origin = rollbackOf ?? imageOf;
  if (origin !== null) {
    attempt.say(
      rollbackOf === null
        ? `The image of deployment ${origin} runs again with other values of ${snapshot.rolledKeys?.join(', ') ?? 'its variables'}; nothing is built.`
        : `Going back to deployment ${origin}: its image is used again, nothing is built.`,
    );
    return takeKeptImage(parts, attempt, engine, origin);
  }
  return snapshot.source.kind === 'image'
    ? pullImage(parts, attempt, engine, snapshot.source.reference)
    : buildFromSource(parts, attempt, engine);
}

async function takeKeptImage(
  parts: DeploymentParts,
  attempt: Attempt,
  engine: DeploymentEngine,
  from: DeploymentId,
): Promise<ObtainedImage> {
  const { imageId } = attempt.row();
  const reference = imageId ?? imageTag(attempt.project.slug, from);
  const [facts, tag] = await Promise.all([
    engine.images.inspect(reference, attempt.signal),
    ownImageTag(engine, parts.labels, attempt.project.slug, attempt.id, attempt.signal),
  ]);
  if (facts === null) {
    parts.moves.patch(from, { canRollback: false });
    throw new AppError('IMAGE_GONE', { image: imageTag(attempt.project.slug, from) });
  }
  return tagged(attempt, engine, facts, tag);
}

async function pullImage(
  parts: DeploymentParts,
  attempt: Attempt,
  engine: DeploymentEngine,
  reference: string,
): Promise<ObtainedImage> {
  const { stages, signal } = attempt;
  stages.begin('build', `pulling ${reference}`);
  attempt.say(`Pulling ${reference}.`);
  const pulled = await engine.images
    .pull(reference, {
      signal,
      onProgress: (text, done, total) => {
        stages.progress('build', text, done === null || total === null ? null : { done, total });
      },
    })
    .catch((error: unknown) => {
      signal.throwIfAborted();
      // An image made on the host itself is in no registry, and a registry that is away need not stop a deployment.
      if (isAppError(error) && (error.code === 'BASE_IMAGE_UNAVAILABLE' || error.code === 'REGISTRY_UNREACHABLE')) {
        return error;
      }
      throw error;
    });
  const facts = await engine.images.inspect(reference, signal);
  if (facts === null) {
    throw pulled ?? new AppError('IMAGE_GONE', { image: reference });
  }
  if (pulled !== undefined) {
    attempt.say(`${pulled.message} The image that ${engine.hostName} has of that name is used.`);
  }
  stages.finish('build', pulled === undefined ? `pulled ${reference}` : `${reference} as the host has it`);
  const tag = await ownImageTag(engine, parts.labels, attempt.project.slug, attempt.id, signal);
  return tagged(attempt, engine, facts, tag);
}

/** By its own tag the image stays what it was when the registry's tag moves on. */
async function tagged(
  attempt: Attempt,
  engine: DeploymentEngine,
  facts: ImageFacts,
  tag: string,
): Promise<ObtainedImage> {
  await engine.images.tag(facts.id, tag);
  return { tag, facts, planPort: attempt.row().snapshot.containerPort };
}
