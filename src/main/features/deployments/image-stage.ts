// Looks at the image that is to run and writes down what it will be run with.
import { formatBytes } from '../../../contract/bytes.ts';
import type { Attempt } from './attempt.ts';
import { chooseContainerPort } from './container-spec.ts';
import type { DeploymentParts } from './deps.ts';
import type { ObtainedImage } from './build-source.ts';

export interface ReadyImage {
  /** The deployment's own tag. */
  readonly tag: string;
  readonly containerPort: number;
}

export function settleImage(
  parts: DeploymentParts,
  attempt: Attempt,
  { tag, facts, planPort }: ObtainedImage,
): ReadyImage {
  const { snapshot, rollbackOf, imageOf } = attempt.row();
  attempt.stages.begin('image');
  // A rollback brings the port back with the settings; another release finds it anew.
  const known = rollbackOf === null && imageOf === null ? null : snapshot.containerPort;
  const containerPort =
    known ??
    chooseContainerPort({
      settings: snapshot.settings.port,
      variable: attempt.variables.get('PORT'),
      plan: planPort,
      exposed: facts.exposedPorts,
      fallback: parts.settings().defaultPort,
    });
  const size = formatBytes(facts.sizeBytes);
  attempt.say(`Image ${tag}, ${size}. The application is expected on port ${containerPort}.`);
  attempt.stages.finish('image', `${tag}, ${size}`, {
    image: tag,
    imageId: facts.id,
    snapshot: { ...snapshot, containerPort },
  });
  return { tag, containerPort };
}
