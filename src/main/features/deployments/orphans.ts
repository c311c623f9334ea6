// Containers of this installation that no deployment needs any more: what a release could not tidy up.
import type { HostId } from '../../../contract/ids.ts';
import type { DeploymentParts } from './deps.ts';
import { deploymentOf, isRelease } from './names.ts';
import type { ContainerFacts } from './ports.ts';
import type { DeploymentRow } from './ports/deployment-store.ts';
import { removeContainer, TRIAL_GRACE_SECONDS } from './remove-container.ts';
import { isActive } from './state.ts';

/** Labels of an image are handed on to whatever container somebody starts from it; role and name are not. */
export function isMadeByUs({ name, labels }: Pick<ContainerFacts, 'name' | 'labels'>): boolean {
  return name.startsWith('minipaas-') && labels['minipaas.role'] !== undefined;
}

/**
 * `row` is the container's deployment, null when the database does not know it: then only a candidate goes, since nobody
 * can need that. A release may belong to a newer state of a data folder that was brought back from a backup.
 */
export function isOrphan(container: ContainerFacts, row: DeploymentRow | null): boolean {
  if (row === null) {
    return !isRelease(container);
  }
  if (isActive(row.status)) {
    // Whoever works on it looks after its containers.
    return false;
  }
  return !(row.isCurrent && row.containerId === container.id);
}

export async function removeOrphans(parts: DeploymentParts, hostId: HostId): Promise<void> {
  const { engines, store, labels, locks, diagnostics } = parts;
  const engine = await engines.get(hostId);
  for (const container of await engine.containers.list(labels.own)) {
    const id = deploymentOf(container.labels);
    if (id === null || !isMadeByUs(container)) {
      continue;
    }
    const remove = async (): Promise<void> => {
      const row = store.get(id);
      if (isOrphan(container, row)) {
        const ended = row?.isCurrent === true ? undefined : id;
        await removeContainer(parts, engine.containers, container.id, TRIAL_GRACE_SECONDS, ended);
        diagnostics.info('A container that no deployment needs was removed', {
          deploymentId: id,
          name: container.name,
        });
      }
    };
    const projectId = store.get(id)?.projectId;
    // Under the lock, since a release may be about to make it the current one.
    await (projectId === undefined ? remove() : locks.run(projectId, remove));
  }
}
