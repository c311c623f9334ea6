// Build caches of the world in memory: one of each host, and registries that are there when they were installed.
import type { BuildCacheFacts } from '../../../src/contract/build-cache.ts';
import type { HostId, ProjectId } from '../../../src/contract/ids.ts';
import { ago } from './data.ts';

interface ByHost {
  readonly id: HostId;
}

export function cacheServices() {
  const cleared = new Set<HostId>();
  const registries = new Set<HostId>();
  const facts = (id: HostId): BuildCacheFacts => ({
    hostId: id,
    count: cleared.has(id) ? 12 : 214,
    bytes: cleared.has(id) ? 31_000_000 : 2_340_000_000,
    unusedBytes: cleared.has(id) ? 0 : 2_309_000_000,
    registry: registries.has(id) ? { image: 'registry:2', isRunning: true, address: '127.0.0.1:32770' } : null,
  });
  return {
    buildCache: {
      get: ({ id }: ByHost) => facts(id),
      clear({ id }: ByHost) {
        cleared.add(id);
        return { freedBytes: 2_309_000_000 };
      },
      clearProject: ({ id }: { readonly id: ProjectId }) => ({ id, clearedAt: ago(0) }),
      installRegistry({ id }: ByHost) {
        registries.add(id);
        return facts(id);
      },
      removeRegistry({ id }: ByHost) {
        registries.delete(id);
        return facts(id);
      },
    },
  };
}
