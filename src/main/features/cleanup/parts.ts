// What may go, part by part. Nothing here decides what is ours: that is asked of whoever made it.
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import type { PruneItemView, PrunePlan, PruneResult } from '../../../contract/host-upkeep.ts';
import type { CleanupPart, Removable } from './ports.ts';

interface OldDeployments {
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly count: number;
  readonly logBytes: number;
}

/** Ended deployments beyond those that are kept: never one that serves, or whose image is kept. */
export interface DeploymentHistory {
  list(): Promise<readonly OldDeployments[]>;
  remove(projectId: ProjectId): Promise<void>;
}

export function deploymentsPart(history: DeploymentHistory, keep: () => number): CleanupPart {
  return {
    name: 'Old deployments',
    async list() {
      return (await history.list()).map(({ projectId, projectName, count, logBytes }) => ({
        key: `deployments:${projectId}`,
        kind: 'deployments',
        name: `${count} deployment${count === 1 ? '' : 's'} of ${projectName}, with their logs`,
        host: null,
        reason: `older than the ${keep()} that are kept`,
        sizeBytes: logBytes,
        async remove() {
          await history.remove(projectId);
          return null;
        },
      }));
    },
  };
}

/** Images kept for more rollbacks than the project's settings say now. */
export interface KeptImages {
  list(): readonly {
    readonly id: number;
    readonly image: string;
    readonly host: string;
    readonly projectName: string;
    readonly keep: number;
  }[];
  /** Null: it is gone. Else why it stays. */
  remove(id: number): Promise<string | null>;
}

export function keptImagesPart(images: KeptImages): CleanupPart {
  return {
    name: 'Images of earlier releases',
    async list() {
      return images.list().map(({ id, image, host, projectName, keep }) => ({
        key: `keptImage:${id}`,
        kind: 'keptImage',
        name: image,
        host,
        reason: `${projectName} keeps ${keep}`,
        sizeBytes: null,
        remove: () => images.remove(id),
      }));
    },
  };
}

export interface Leftovers {
  plan(id: HostId, signal: AbortSignal): Promise<PrunePlan>;
  remove(id: HostId, keys: readonly string[], signal: AbortSignal): Promise<PruneResult>;
}

const reasons: Readonly<Record<PruneItemView['reason'], string>> = {
  ended: 'its deployment is over',
  orphaned: 'nothing that is known needs it',
  leftByMove: 'its project has moved to another host',
  notKept: 'it is kept for no rollback',
  leftover: 'a build left it behind',
  unused: 'no container is attached to it',
};

export function leftoversPart(host: { readonly id: HostId; readonly name: string }, leftovers: Leftovers): CleanupPart {
  return {
    name: `What is left over on ${host.name}`,
    async list(signal) {
      const { items } = await leftovers.plan(host.id, signal);
      // What runs or holds data is never taken without being named one by one: the health page does that.
      return items
        .filter(({ needsChoice }) => !needsChoice)
        .map((item): Removable => {
          const { key, kind, name, reason, sizeBytes } = item;
          return {
            key: `${host.id}:${key}`,
            kind,
            name,
            host: host.name,
            reason: reasons[reason],
            sizeBytes,
            async remove(stop) {
              const { kept } = await leftovers.remove(host.id, [key], stop);
              return kept[0]?.reason ?? null;
            },
          };
        });
    },
  };
}

export interface BuildCacheEntries {
  /** Of what no build has used for so long. */
  unusedBytes(days: number, signal: AbortSignal): Promise<number>;
  clear(days: number, signal: AbortSignal): Promise<void>;
}

/** The engine's cache is everybody's who builds there: only where the settings ask for it. */
export function buildCachePart(
  host: { readonly id: HostId; readonly name: string },
  cache: BuildCacheEntries,
  days: number,
): CleanupPart {
  return {
    name: `The build cache of ${host.name}`,
    async list(signal) {
      const sizeBytes = await cache.unusedBytes(days, signal);
      return sizeBytes === 0
        ? []
        : [
            {
              key: `${host.id}:buildCache`,
              kind: 'buildCache',
              name: 'unused build cache',
              host: host.name,
              reason: `no build has used it for ${days} days`,
              sizeBytes,
              async remove(stop) {
                await cache.clear(days, stop);
                return null;
              },
            },
          ];
    },
  };
}

export interface OldRows {
  count(): Promise<number> | number;
  remove(): Promise<void> | void;
}

export function logsPart(logs: OldRows, days: () => number): CleanupPart {
  return countedPart('logs', 'Old logs', logs, days, (count) => `logs of ${count} deployment${count === 1 ? '' : 's'}`);
}

export function healthHistoryPart(history: OldRows, days: () => number): CleanupPart {
  return countedPart(
    'healthHistory',
    'The history of the health checks',
    history,
    days,
    (count) => `${count} entr${count === 1 ? 'y' : 'ies'} of the health history`,
  );
}

function countedPart(
  kind: 'logs' | 'healthHistory',
  name: string,
  rows: OldRows,
  days: () => number,
  nameOf: (count: number) => string,
): CleanupPart {
  return {
    name,
    async list() {
      const count = await rows.count();
      return count === 0
        ? []
        : [
            {
              key: kind,
              kind,
              name: nameOf(count),
              host: null,
              reason: `older than ${days()} days`,
              sizeBytes: null,
              async remove() {
                await rows.remove();
                return null;
              },
            },
          ];
    },
  };
}
