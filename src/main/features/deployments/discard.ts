// Takes back what an attempt that did not become current has left on the engine, and makes sure that the release before
// it serves. Safe to repeat.
import type { DeploymentParts } from './deps.ts';
import { deploymentLabels } from './names.ts';
import { tagsOf } from './own-image-tag.ts';
import type { DeploymentEngine } from './ports.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';
import { removeContainer, TRIAL_GRACE_SECONDS } from './remove-container.ts';
import { routeToCurrent } from './route-to-current.ts';
import { isActive } from './state.ts';

/** False when the engine could not be asked: to be done again when it is connected. */
export async function discardAttempt(parts: DeploymentParts, id: DeploymentRow['id']): Promise<boolean> {
  const row = parts.store.get(id);
  if (row === null || row.isCurrent) {
    return true;
  }
  return parts.locks.run(row.projectId, async () => {
    try {
      const engine = await parts.engines.get(row.hostId);
      await removeObjects(parts, engine, row);
      await restoreServing(parts, engine, row.projectId);
      await routeToCurrent(parts, row.projectId);
      return true;
    } catch (error) {
      parts.diagnostics.warn('Tidying up after a deployment failed', { deploymentId: row.id, error });
      return false;
    }
  });
}

async function removeObjects(parts: DeploymentParts, engine: DeploymentEngine, row: DeploymentRow): Promise<void> {
  const labels = { ...parts.labels.own, ...deploymentLabels(row.projectId, row.id) };
  for (const container of await engine.containers.list(labels)) {
    await removeContainer(parts, engine.containers, container.id, TRIAL_GRACE_SECONDS);
  }
  const project = parts.projects.get(row.projectId);
  if (project !== null) {
    for (const tag of await tagsOf(engine, parts.labels, project.slug, row.id)) {
      await engine.images.remove(tag);
    }
  }
  // Built without having been tagged yet, or lost their tag to a later attempt.
  for (const image of await engine.images.list(labels)) {
    await engine.images.remove(image.id);
  }
}

/** A current row says `running`: somebody wants it to serve. A release that was cut off may have stopped it. */
async function restoreServing(
  { store }: DeploymentParts,
  engine: DeploymentEngine,
  projectId: DeploymentRow['projectId'],
): Promise<void> {
  const current = store.current(projectId);
  if (current?.status !== 'running' || current.containerId === null) {
    return;
  }
  const facts = await engine.containers.inspect(current.containerId);
  if (facts !== null && (facts.state === 'exited' || facts.state === 'created')) {
    await engine.containers.start(facts.id);
  }
}

/** Attempts whose engine was away when they were to be discarded. */
export function createDiscards(parts: DeploymentParts) {
  const pending = new Map<DeploymentRow['id'], DeploymentRow['hostId']>();
  return {
    async discard(row: DeploymentRow): Promise<void> {
      if (!(await discardAttempt(parts, row.id))) {
        pending.set(row.id, row.hostId);
      }
    },
    async retry(hostId: DeploymentRow['hostId']): Promise<void> {
      for (const [id] of [...pending].filter(([, host]) => host === hostId)) {
        const row = parts.store.get(id);
        pending.delete(id);
        // An attempt under way looks after what was left by those before it.
        if (row !== null && !isActive(row.status)) {
          await this.discard(row);
        }
      }
    },
  };
}

export type Discards = ReturnType<typeof createDiscards>;
