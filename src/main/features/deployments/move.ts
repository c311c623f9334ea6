// A project's way to another host: a deployment there, which makes the host the project's own in the moment it becomes current.
// Until then the release that serves is not touched, but that it waits while volumes are copied; afterwards nothing of the project stays where it
// was but what those volumes were.
import type { Attempt } from './attempt.ts';
import type { DeploymentParts } from './deps.ts';
import { projectLabels, releaseUrl } from './names.ts';
import { openPorts } from './open-ports.ts';
import type { DeploymentEngine } from './ports.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';
import { imagesOf } from './removal.ts';
import { removeContainer, SERVING_GRACE_SECONDS } from './remove-container.ts';

/** A deployment that is no move goes where its project is now: that may have moved while it waited. */
export function settleHost({ moves, projects }: DeploymentParts, { row, patch }: Pick<Attempt, 'row' | 'patch'>): void {
  const { projectId, hostId, movesFrom } = row();
  const project = projects.get(projectId);
  if (movesFrom === null && project !== null && project.hostId !== hostId) {
    patch({ hostId: project.hostId });
    moves.tell(row());
  }
}

/**
 * After the release became current on another host than `before`. Never throws: the new release serves. A container that stays, its engine
 * being away, is removed when that is connected again; images are found by the host's clean-up.
 */
export async function leaveHost(parts: DeploymentParts, attempt: Attempt, before: DeploymentRow): Promise<void> {
  const { store, moves, engines, router, diagnostics } = parts;
  const left = store.listKept(before.projectId).filter(({ hostId }) => hostId === before.hostId);
  for (const { id } of left) {
    moves.patch(id, { canRollback: false });
  }
  try {
    // Nobody is sent there any more.
    router.released(before.projectId, before.hostId);
    const engine = await engines.get(before.hostId);
    await removeFrom(parts, attempt, engine, before, left);
    sayWhatIsLeft(parts, attempt, engine, before);
    await takePortBack(parts, attempt);
  } catch (error) {
    diagnostics.warn('What a project had on its host before could not be removed', {
      deploymentId: attempt.id,
      hostId: before.hostId,
      error,
    });
    attempt.say('What the project had on its host before could not be removed now; see the Hosts page.');
  }
}

function sayWhatIsLeft(
  { volumeMoves }: DeploymentParts,
  { project, say }: Attempt,
  { hostName }: DeploymentEngine,
  { hostId }: DeploymentRow,
): void {
  const left = volumeMoves.leftOn(project.id, hostId);
  say(
    left.length === 0
      ? `Nothing of this project is left on ${hostName}.`
      : `Left on ${hostName}, as at the move: ${left.join(', ')}. The Storage tab deletes what is no longer needed.`,
  );
}

async function removeFrom(
  parts: DeploymentParts,
  { project }: Attempt,
  engine: DeploymentEngine,
  before: DeploymentRow,
  kept: readonly DeploymentRow[],
): Promise<void> {
  const labels = { ...parts.labels.own, ...projectLabels(project.id) };
  for (const { id } of await engine.containers.list(labels)) {
    const ended = id === before.containerId ? before.id : undefined;
    await removeContainer(parts, engine.containers, id, SERVING_GRACE_SECONDS, ended);
  }
  if (before.publishedPort !== null) {
    await engine.closePort?.(before.publishedPort);
  }
  for (const tag of await imagesOf(engine, kept, project.slug, labels)) {
    await engine.images.remove(tag);
  }
}

/** The release before may have held the port of the address on this machine until now. */
async function takePortBack(parts: DeploymentParts, attempt: Attempt): Promise<void> {
  const { hostId, publishedPort, url } = attempt.row();
  const engine = await parts.engines.get(hostId);
  const isElsewhere = publishedPort !== null && url !== releaseUrl(engine.address, publishedPort);
  if (isElsewhere && engine.closePort !== undefined) {
    await engine.closePort(publishedPort);
    await openPorts(parts, hostId);
  }
}
