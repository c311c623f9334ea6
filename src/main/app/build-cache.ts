// The build cache with its engines and settings.
import type { HostId } from '../../contract/ids.ts';
import type { BuildCacheAccess } from '../adapters/docker/connector.ts';
import { type BuildCache, createBuildCache } from '../features/build-cache/service.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Stores } from './stores.ts';

interface BuildCacheParts {
  readonly stores: Pick<Stores, 'projects' | 'installation'>;
  readonly hosts: { engine(id: HostId): Promise<BuildCacheAccess> };
  readonly settings: () => Settings;
}

export function composeBuildCache({ stores, hosts, settings }: BuildCacheParts): BuildCache {
  const own = { 'minipaas.managed': 'true', 'minipaas.instance': stores.installation.id };
  return createBuildCache({
    engines: { get: async (id) => (await hosts.engine(id)).buildCache(own) },
    registryImage: () => settings().buildCache.registryImage,
    markCleared(id, at) {
      const row = stores.projects.get(id);
      return row !== null && row.removalRequestedAt === null
        ? stores.projects.update(id, { cacheClearedAt: at }, at) !== null
        : false;
    },
    now: Date.now,
  });
}
