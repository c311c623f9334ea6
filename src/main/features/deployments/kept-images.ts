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

  return {
    surplus,
    /** Null: it is gone. Else why it stays. */
    async remove(id: DeploymentId): Promise<string | null> {
      const projectId = store.get(id)?.projectId;
      return projectId === undefined
        ? null
        : locks.run(projectId, async () => {
            // A rollback may have begun to use it since it was listed.
            const item = surplus(projectId).find((each) => each.id === id);
            if (item === undefined || store.listActive().some((row) => row.projectId === projectId)) {
              return 'it is used by now';
            }
            const engine = await engines.get(item.hostId);
            // First the row: an image that stays is less harm than a rollback that finds none.
            moves.patch(id, { canRollback: false });
            return (await engine.images.remove(item.image)) ? null : 'something still uses it';
          });
    },
  };
}
