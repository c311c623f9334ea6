// What the clean-up looks at: rows and logs of this installation, and each host that is connected.
import {
  buildCachePart,
  deploymentsPart,
  healthHistoryPart,
  keptImagesPart,
  leftoversPart,
  logsPart,
} from '../features/cleanup/parts.ts';
import type { CleanupPart } from '../features/cleanup/ports.ts';
import type { DeploymentId, ProjectId } from '../../contract/ids.ts';
import type { UpkeepParts } from './upkeep-parts.ts';

const DAY_MS = 86_400_000;

export function createCleanupParts({
  stores,
  hosts,
  deployments,
  logs,
  retention,
}: Pick<UpkeepParts, 'stores' | 'hosts' | 'deployments' | 'logs' | 'retention'>): readonly CleanupPart[] {
  const { keepDeployments, logRetentionDays, unusedCacheDays } = retention();
  const own = { 'minipaas.managed': 'true', 'minipaas.instance': stores.installation.id };
  const connected = hosts.list().filter(({ status }) => status === 'connected');
  const isRunning = (id: DeploymentId): boolean => stores.applications.ofDeployment(id) !== null;
  const oldest = Date.now() - logRetentionDays * DAY_MS;

  async function listOld() {
    const found = new Map<ProjectId, { projectId: ProjectId; projectName: string; count: number; logBytes: number }>();
    for (const { id, projectId, projectName } of stores.oldDeployments.listOld(keepDeployments)) {
      const known = found.get(projectId) ?? { projectId, projectName, count: 0, logBytes: 0 };
      const logBytes = known.logBytes + (await logs.sizeOf(id));
      found.set(projectId, { ...known, count: known.count + 1, logBytes });
    }
    return [...found.values()];
  }

  const hostName = (id: Parameters<typeof hosts.nameOf>[0]): string => hosts.nameOf(id) ?? `host ${id}`;

  return [
    deploymentsPart(
      {
        list: listOld,
        async remove(projectId) {
          const old = stores.oldDeployments.listOld(keepDeployments).filter((each) => each.projectId === projectId);
          for (const { id } of old) {
            // First the log: without its row nobody would find it again.
            await logs.remove(id);
            stores.oldDeployments.removeOld(id, keepDeployments);
          }
        },
      },
      () => keepDeployments,
    ),
    keptImagesPart({
      list: () =>
        stores.oldDeployments
          .listKeepers()
          .flatMap(({ projectId, projectName, keep }) =>
            deployments
              .surplusImages(projectId)
              .map(({ id, hostId, image }) => ({ id, image, host: hostName(hostId), projectName, keep })),
          ),
      remove: (id) => deployments.removeKeptImage(id as DeploymentId),
    }),
    ...connected.map((host) =>
      leftoversPart(host, {
        plan: (id, signal) => hosts.prunePlan({ id }, { signal }),
        remove: (id, keys, signal) => hosts.prune({ id, keys: [...keys] }, { signal }),
      }),
    ),
    ...(unusedCacheDays === null
      ? []
      : connected.map((host) =>
          buildCachePart(
            host,
            {
              async unusedBytes(days, signal) {
                const { unused } = await (await hosts.engine(host.id)).buildCache(own).usage(signal);
                const before = Date.now() - days * DAY_MS;
                return unused.filter(({ usedAt }) => usedAt < before).reduce((sum, { bytes }) => sum + bytes, 0);
              },
              async clear(days, signal) {
                await (await hosts.engine(host.id)).buildCache(own).clear(days * DAY_MS, signal);
              },
            },
            unusedCacheDays,
          ),
        )),
    logsPart(
      {
        count: async () => (await logs.listOld(logRetentionDays, isRunning)).length,
        remove: async () => void (await logs.removeOld(logRetentionDays, isRunning)),
      },
      () => logRetentionDays,
    ),
    healthHistoryPart(
      { count: () => stores.health.countOld(oldest), remove: () => void stores.health.removeOld(oldest) },
      () => logRetentionDays,
    ),
  ];
}
