// What the hosts feature asks of projects when a host is removed.
import type { HostProjects } from '../features/hosts/ports.ts';
import type { ProjectStore } from '../features/projects/ports.ts';
import type { createProjects } from '../features/projects/service.ts';
import type { VolumeStore } from '../features/volumes/ports/volume-store.ts';

interface HostProjectsDeps {
  readonly store: Pick<ProjectStore, 'list'>;
  readonly volumes: Pick<VolumeStore, 'list'>;
  /** Projects are made after hosts: they are there when they are used. */
  readonly projects: () => Pick<ReturnType<typeof createProjects>, 'removalPlan' | 'remove' | 'forget'>;
}

export function createHostProjects({ store, volumes: volumeStore, projects }: HostProjectsDeps): HostProjects {
  return {
    /** One of which nothing ran when it was moved has its volumes here until its next deployment. */
    list(hostId) {
      const owners = new Set(volumeStore.list().flatMap((row) => (row.hostId === hostId ? [row.projectId] : [])));
      return store.list().filter((row) => row.hostId === hostId || owners.has(row.id));
    },
    async objectsOf(id) {
      const { containers, images, volumes, engineUnreachable } = await projects().removalPlan({ id });
      return engineUnreachable ? null : { containers, images, volumes: volumes.map(({ name }) => name) };
    },
    remove: async (id) => void (await projects().remove({ id })),
    forget: async (id) => void (await projects().forget({ id })),
  };
}
