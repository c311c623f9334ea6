// A build as the engine's API takes it. Pure.
import type { BuildRequest } from '../../features/deployments/ports/build.ts';
import { cpuQuota } from './cpu-quota.ts';

export type BuildQuery = Readonly<Record<string, string | number | boolean>>;

/** `buildId` null: for the classic builder. */
export function buildQuery(
  request: Omit<BuildRequest, 'context' | 'signal' | 'onEvent' | 'secrets'>,
  buildId: string | null,
  /** Of BuildKit: where it may ask back. */
  sessionId: string | null = null,
): BuildQuery {
  const common = {
    t: request.tag,
    dockerfile: request.dockerfilePath,
    ...(request.target === undefined ? {} : { target: request.target }),
    labels: JSON.stringify(request.labels),
    // Containers of steps go in any case, failed ones included.
    rm: true,
    forcerm: true,
    ...(request.isCacheIgnored ? { nocache: true } : {}),
    ...(!request.isCacheIgnored && request.cacheFrom.length > 0
      ? { cachefrom: JSON.stringify(request.cacheFrom) }
      : {}),
  };
  return buildId === null
    ? { ...common, buildargs: JSON.stringify(request.buildArgs), ...limits(request) }
    : {
        ...common,
        version: '2',
        buildid: buildId,
        ...(sessionId === null ? {} : { session: sessionId }),
        buildargs: JSON.stringify(
          request.isCacheEnabled ? { ...inlineCache, ...request.buildArgs } : request.buildArgs,
        ),
      };
}

/** Lets a later build take its layers from this image, even after the builder's own cache was emptied. */
const inlineCache = { BUILDKIT_INLINE_CACHE: '1' };

/** BuildKit takes none of these. */
function limits({ memoryBytes, cpuMillicores }: Pick<BuildRequest, 'memoryBytes' | 'cpuMillicores'>): BuildQuery {
  const cpu = cpuMillicores === null ? null : cpuQuota(cpuMillicores);
  return {
    ...(memoryBytes === null ? {} : { memory: memoryBytes, memswap: memoryBytes }),
    ...(cpu === null ? {} : { cpuperiod: cpu.period, cpuquota: cpu.quota }),
  };
}
