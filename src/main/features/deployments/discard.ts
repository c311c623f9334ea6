// Takes back what an attempt that did not become current has left on the engine, and makes sure that the release before
// it serves. Safe to repeat.
import type { HostId } from '../../../contract/ids.ts';
import type { DeploymentParts } from './deps.ts';
import { deploymentLabels } from './names.ts';
import { tagsOf } from './own-image-tag.ts';
import type { DeploymentEngine } from './ports.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';
import { removeContainer, TRIAL_GRACE_SECONDS } from './remove-container.ts';
import { routeToCurrent } from './route-to-current.ts';
import { forgetSecretFiles } from './secret-files.ts';
import { isActive } from './state.ts';

/** False when the engine could not be asked: to be done again when it is connected. */
export async function discardAttempt(parts: DeploymentParts, id: DeploymentRow['id']): Promise<boolean> {
  const row = parts.store.get(id);
  if (row === null || row.isCurrent) {
    return true;
  }
  return parts.locks.run(row.projectId, async () => {
    const take = async (): Promise<void> => removeObjects(parts, await parts.engines.get(row.hostId), row);
    const serve = (): Promise<void> => serveAgain(parts, row.projectId);
    // What serves on another host has nothing to wait for.
    const isElsewhere = hostsOf(parts, row).length > 1;
    const steps = isElsewhere ? [serve, take] : [async () => take().then(serve)];
    const done = await Promise.all(steps.map((step) => isDone(parts, row, step)));
    return done.every(Boolean);
  });
}

/** Where an attempt has left something to tidy up: its own host, and the one that what serves is on. */
function hostsOf({ store }: DeploymentParts, row: DeploymentRow): readonly HostId[] {
  return [...new Set([row.hostId, store.current(row.projectId)?.hostId ?? row.hostId])];
}

async function isDone(
  { diagnostics }: DeploymentParts,
  { id: deploymentId }: DeploymentRow,
  step: () => Promise<void>,
): Promise<boolean> {
  try {
    await step();
    return true;
  } catch (error) {
    diagnostics.warn('Tidying up after a deployment failed', { deploymentId, error });
    return false;
  }
}

async function removeObjects(parts: DeploymentParts, engine: DeploymentEngine, row: DeploymentRow): Promise<void> {
  const labels = { ...parts.labels.own, ...deploymentLabels(row.projectId, row.id) };
  for (const container of await engine.containers.list(labels)) {
    await removeContainer(parts, engine.containers, container.id, TRIAL_GRACE_SECONDS);
  }
  await forgetSecretFiles(parts, row);
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
  const { projectId, hostId, id: deploymentId } = row;
  await parts.volumeMoves.discard({ projectId, hostId, deploymentId });
}

/** A current row says `running`: somebody wants it to serve. A release that was cut off may have stopped it. */
async function serveAgain(parts: DeploymentParts, projectId: DeploymentRow['projectId']): Promise<void> {
  const current = parts.store.current(projectId);
  if (current?.status === 'running' && current.containerId !== null) {
    const { containers } = await parts.engines.get(current.hostId);
    const facts = await containers.inspect(current.containerId);
    if (facts !== null && (facts.state === 'exited' || facts.state === 'created')) {
      await containers.start(facts.id);
    }
  }
  await routeToCurrent(parts, projectId);
}

/** Attempts whose engine was away when they were to be discarded. */
export function createDiscards(parts: DeploymentParts) {
  const pending = new Map<DeploymentRow['id'], readonly HostId[]>();
  return {
    async discard(row: DeploymentRow): Promise<void> {
      if (!(await discardAttempt(parts, row.id))) {
        pending.set(row.id, hostsOf(parts, row));
      }
    },
    async retry(hostId: HostId): Promise<void> {
      for (const [id] of [...pending].filter(([, hosts]) => hosts.includes(hostId))) {
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
