// The caches of builds: what the engine of a host keeps, the registry for layers that can be put beside it, and the wish to build a
// project without either once.
import { AppError } from '../../../contract/app-error.ts';
import type { BuildCacheFacts } from '../../../contract/build-cache.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import type { BuildCacheEngine, BuildCacheEngines } from './ports.ts';

export interface BuildCacheDeps {
  readonly engines: BuildCacheEngines;
  readonly registryImage: () => string;
  /** False when there is no such project. */
  readonly markCleared: (id: ProjectId, at: number) => boolean;
  readonly now: () => number;
}

interface ByHost {
  readonly id: HostId;
}
type Signal = Pick<Caller, 'signal'>;

const DAY_MS = 86_400_000;

export function createBuildCache({ engines, registryImage, markCleared, now }: BuildCacheDeps) {
  async function factsOf(id: HostId, engine: BuildCacheEngine, signal: AbortSignal): Promise<BuildCacheFacts> {
    const [{ count, bytes, unused }, registry] = await Promise.all([engine.usage(signal), engine.registry(signal)]);
    return { hostId: id, count, bytes, unusedBytes: unused.reduce((sum, each) => sum + each.bytes, 0), registry };
  }

  return {
    async get({ id }: ByHost, { signal }: Signal): Promise<BuildCacheFacts> {
      return factsOf(id, await engines.get(id), signal);
    },
    async clear(
      { id, unusedDays }: ByHost & { readonly unusedDays?: number | undefined },
      { signal }: Signal,
    ): Promise<{ freedBytes: number }> {
      const engine = await engines.get(id);
      return { freedBytes: await engine.clear(unusedDays === undefined ? null : unusedDays * DAY_MS, signal) };
    },
    clearProject({ id }: { readonly id: ProjectId }): { id: ProjectId; clearedAt: string } {
      const at = now();
      if (!markCleared(id, at)) {
        throw new AppError('NOT_FOUND', { what: `project ${id}` });
      }
      return { id, clearedAt: new Date(at).toISOString() };
    },
    async installRegistry({ id }: ByHost, { signal }: Signal): Promise<BuildCacheFacts> {
      const engine = await engines.get(id);
      await engine.installRegistry(registryImage(), signal);
      return factsOf(id, engine, signal);
    },
    async removeRegistry({ id }: ByHost, { signal }: Signal): Promise<BuildCacheFacts> {
      const engine = await engines.get(id);
      await engine.removeRegistry(signal);
      return factsOf(id, engine, signal);
    },
  };
}

export type BuildCache = ReturnType<typeof createBuildCache>;
