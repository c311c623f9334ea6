// Images kept for more rollbacks than the project's settings say now: a release removes them as well, this without one.
import type { DeploymentId, HostId, ProjectId } from '../../../contract/ids.ts';
import type { DeploymentParts } from './deps.ts';
import { imageTag } from './names.ts';
import { planRotation } from './rotation.ts';

export interface SurplusImage {
  readonly id: DeploymentId;
  readonly hostId: HostId;
  readonly image: string;
}

export function createKeptImages({ store, projects, engines, locks, moves }: DeploymentParts) {
  function surplus(projectId: ProjectId): readonly SurplusImage[] {
    const project = projects.get(projectId);
    if (project === null || project.isBeingRemoved) {
      return [];
    }
    return planRotation(store.listKept(projectId), project.settings.keepImageHistory).map(({ id, hostId, image }) => ({
      id,
      hostId,
      image: image ?? imageTag(project.slug, id),
    }));
  }

  /** Null: it is gone. Else why it stays. */
  async function remove(id: DeploymentId): Promise<string | null> {
    const projectId = store.get(id)?.projectId;
    return projectId === undefined
      ? null
      : locks.run(projectId, async () => {
          // A rollback may have begun to use it since it was listed.
          const item = surplus(projectId).find((each) => each.id === id);
          const underWay = [...store.listActive(), ...store.queuedPlaces()];
          if (item === undefined || underWay.some((each) => each.projectId === projectId)) {
            return 'it is used by now';
          }
          const engine = await engines.get(item.hostId);
          // First the row: an image that stays is less harm than a rollback that finds none.
          moves.patch(id, { canRollback: false });
          return (await engine.images.remove(item.image)) ? null : 'something still uses it';
        });
  }

  return {
    surplus,
    remove,
    /** What a release would have removed that was cut off after its switch. */
    async tidy(hostId: HostId): Promise<void> {
      for (const row of store.listCurrent().filter((current) => current.hostId === hostId)) {
        for (const { id } of surplus(row.projectId)) {
          await remove(id);
        }
      }
    },
  };
}
