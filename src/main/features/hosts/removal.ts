// Removing a host: what becomes of its projects is named first and has to be said.
import { AppError } from '../../../contract/app-error.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { HostRemovalPlan } from '../../../contract/host-upkeep.ts';
import type { ProjectsOfRemovedHost } from '../../../contract/hosts.ts';
import type { HostId } from '../../../contract/ids.ts';
import type { HostLinks } from './links.ts';
import type { HostKeyStore, HostProjects, HostRow, HostSecrets, HostStore, ObjectsOfProject } from './ports.ts';

export interface HostRemovalDeps {
  readonly store: HostStore;
  readonly secrets: HostSecrets;
  readonly hostKeys: HostKeyStore;
  readonly links: HostLinks<unknown>;
  readonly projects: HostProjects;
  readonly publish: (event: AppEvent) => void;
  readonly now: () => number;
}

export function createHostRemoval(deps: HostRemovalDeps) {
  const { store, secrets, links, projects, publish } = deps;

  function removable(id: HostId): HostRow & { readonly kind: 'ssh' } {
    const row = links.existing(id);
    if (row.kind === 'local') {
      const problem = 'this machine cannot be removed';
      throw new AppError('VALIDATION_FAILED', { field: 'id', problem }, { field: 'id' });
    }
    return row;
  }

  async function plan(row: HostRow): Promise<HostRemovalPlan> {
    let engineUnreachable = false;
    const found: HostRemovalPlan['projects'] = [];
    for (const { id, name } of projects.list(row.id)) {
      const objects: ObjectsOfProject | null = engineUnreachable ? null : await projects.objectsOf(id);
      engineUnreachable ||= objects === null;
      const { containers = [], images = [], volumes = [] } = objects ?? {};
      found.push({ id, name, containers: [...containers], images: [...images], volumes: [...volumes] });
    }
    return { host: { id: row.id, name: row.name }, projects: found, engineUnreachable };
  }

  return {
    removalPlan: ({ id }: { readonly id: HostId }): Promise<HostRemovalPlan> => plan(removable(id)),
    /** One project after the other: what a failure leaves is asked about anew. Gives what went, or runs on. */
    async remove({
      id,
      projects: fate,
    }: {
      readonly id: HostId;
      readonly projects?: ProjectsOfRemovedHost | undefined;
    }): Promise<HostRemovalPlan> {
      const row = removable(id);
      const count = projects.list(id).length;
      if (count > 0 && fate === undefined) {
        throw new AppError('HOST_IN_USE', { host: row.name, projects: count }, { field: 'projects' });
      }
      const named = await plan(row);
      for (const project of named.projects) {
        await (fate === 'remove' ? projects.remove(project.id) : projects.forget(project.id));
      }
      const since = projects.list(id).length;
      if (since > 0) {
        throw new AppError('HOST_IN_USE', { host: row.name, projects: since }, { field: 'projects' });
      }
      if (row.ssh.hasSecret) {
        await secrets.remove(id);
      }
      store.remove(id, deps.now());
      forgetKeys(row.ssh.address);
      publish({ type: 'hostRemoved', hostId: id });
      await links.close(id);
      return named;
    },
    forgetKeys,
  };

  /** Those that were accepted for an address that no host has any more. */
  function forgetKeys(address: string): void {
    const isUsed = store.list().some((other) => other.kind === 'ssh' && other.ssh.address === address);
    if (!isUsed) {
      deps.hostKeys.removeOf(address);
    }
  }
}
