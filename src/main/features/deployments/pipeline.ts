// The stages of a deployment in their order: source, build, image, deploy, route.
import type { Attempt } from './attempt.ts';
import { releaseImage } from './deploy-stage.ts';
import type { DeploymentParts } from './deps.ts';
import { obtainImage } from './image-source.ts';
import { settleImage } from './image-stage.ts';
import { settleHost } from './move.ts';

/** Resolves when the deployment is its project's current one; else throws why not, or the reason of the abort. */
export async function deploy(parts: DeploymentParts, attempt: Attempt): Promise<void> {
  attempt.signal.throwIfAborted();
  settleHost(parts, attempt);
  const row = attempt.row();
  const again = row.attempt === 1 ? '' : `, attempt ${row.attempt}`;
  attempt.say(`Deployment ${row.id} of ${attempt.project.name}${again}.`);
  const engine = await parts.engines.get(row.hostId);
  if (row.movesFrom !== null) {
    attempt.say(`The project moves to ${engine.hostName}. Where it runs now it serves until it is proven there.`);
  }
  const image = await obtainImage(parts, attempt, engine);
  await releaseImage(parts, attempt, engine, settleImage(parts, attempt, image));
}
