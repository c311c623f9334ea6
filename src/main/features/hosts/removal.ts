// Removing a host: what becomes of its projects is named first and has to be said.
import { isDeepStrictEqual } from 'node:util';
import { AppError, toErrorBody } from '../../../contract/app-error.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { HostRemoval, HostRemovalPlan } from '../../../contract/host-upkeep.ts';
import type { ProjectsOfRemovedHost } from '../../../contract/hosts.ts';
import type { HostId } from '../../../contract/ids.ts';
import type { HostLinks } from './links.ts';
import type {
  EngineConnection,
  HostKeyStore,
  HostProjects,
  HostRow,
  HostSecrets,
  HostStore,
  ObjectsOfProject,
} from './ports.ts';
import type { Labels } from './ports/upkeep.ts';
import { type Tool, toolsOn } from './tools.ts';

/** For each of the two: a look at what there is, and taking it away. */
const TOOLS_TIMEOUT_MS = 120_000;

type SshRow = HostRow & { readonly kind: 'ssh' };

export interface HostRemovalDeps {
  readonly store: HostStore;
  readonly secrets: HostSecrets;
  readonly hostKeys: HostKeyStore;
  readonly links: HostLinks<unknown>;
  readonly projects: HostProjects;
  readonly publish: (event: AppEvent) => void;
  readonly now: () => number;
  /** Labels of this installation. */
  readonly own: Labels;
}

export function createHostRemoval(deps: HostRemovalDeps) {
  const { store, secrets, links, projects, publish } = deps;

  function removable(id: HostId): SshRow {
    const row = links.existing(id);
    if (row.kind === 'local') {
      const problem = 'this machine cannot be removed';
      throw new AppError('VALIDATION_FAILED', { field: 'id', problem }, { field: 'id' });
    }
    return row;
  }

  /** Null where its engine does not answer now. */
  function connectionOf(id: HostId): EngineConnection<unknown> | null {
    const state = links.linkOf(id).state();
    return state.status === 'connected' ? state.connection : null;
  }

  /** None where another host may be the same machine: they serve that one as well. */
  async function lookForTools(row: SshRow, connection: EngineConnection<unknown> | null): Promise<readonly Tool[]> {
    const isShared = store
      .list()
      .filter(({ id }) => id !== row.id)
      .some(
        (other) =>
          (other.kind === 'ssh' && other.ssh.address === row.ssh.address) ||
          isDeepStrictEqual(connectionOf(other.id)?.facts, connection?.facts),
      );
    if (connection === null || isShared) {
      return [];
    }
    return toolsOn(await connection.upkeep.objects(deps.own, AbortSignal.timeout(TOOLS_TIMEOUT_MS)), deps.own);
  }

  /** What stays is said; the host goes all the same. */
  async function takeAway(connection: EngineConnection<unknown>, tools: readonly Tool[]): Promise<HostRemoval['left']> {
    const left: HostRemoval['left'] = [];
    const signal = AbortSignal.timeout(TOOLS_TIMEOUT_MS);
    for (const tool of tools) {
      const reason = await connection.upkeep.remove(tool, signal).catch((error: unknown) => toErrorBody(error).message);
      if (reason !== null) {
        left.push({ name: nameOf(tool), reason });
      }
    }
    return left;
  }

  async function plan(row: SshRow): Promise<HostRemovalPlan> {
    const connection = connectionOf(row.id);
    let engineUnreachable = connection === null;
    const found: HostRemovalPlan['projects'] = [];
    for (const { id, name } of projects.list(row.id)) {
      const objects: ObjectsOfProject | null = engineUnreachable ? null : await projects.objectsOf(id);
      engineUnreachable ||= objects === null;
      const { containers = [], images = [], volumes = [] } = objects ?? {};
      found.push({ id, name, containers: [...containers], images: [...images], volumes: [...volumes] });
    }
    const tools = engineUnreachable ? [] : (await lookForTools(row, connection)).map(nameOf);
    return { host: { id: row.id, name: row.name }, projects: found, tools, engineUnreachable };
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
    }): Promise<HostRemoval> {
      const row = removable(id);
      const count = projects.list(id).length;
      if (count > 0 && fate === undefined) {
        throw new AppError('HOST_IN_USE', { host: row.name, projects: count }, { field: 'projects' });
      }
      const named = await plan(row);
      const connection = connectionOf(id);
      const tools = await lookForTools(row, connection);
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
      // After the row: nobody puts back what is taken away now.
      const left = fate === 'forget' || connection === null ? [] : await takeAway(connection, tools);
      await links.close(id);
      return { ...named, left };
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

const nameOf = ({ kind, name }: Tool): string => `${kind} ${name}`;
