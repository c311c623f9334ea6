import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isoTime } from './common.ts';
import { hostId, projectId } from './ids.ts';

/** A container on a host that keeps the layers of builds, so that they survive the clearing of the engine's own cache. */
export const layerRegistry = z.object({
  image: z.string(),
  isRunning: z.boolean(),
  /** Where the host's engine reaches it: `127.0.0.1:32770`. Null while it does not run. */
  address: z.string().nullable(),
});
export type LayerRegistry = z.infer<typeof layerRegistry>;

export const buildCacheFacts = z.object({
  hostId,
  /** Of the engine: everybody's who builds on it, since it does not say whose. */
  count: z.number().int(),
  bytes: z.number(),
  /** What no build uses at this moment: it would go when the cache is cleared. */
  unusedBytes: z.number(),
  registry: layerRegistry.nullable(),
});
export type BuildCacheFacts = z.infer<typeof buildCacheFacts>;

const byHost = z.object({ id: hostId });

export const buildCacheContract = {
  get: oc
    .route({ method: 'GET', path: '/hosts/{id}/build-cache', summary: 'What the build cache of a host takes' })
    .input(byHost)
    .output(buildCacheFacts),
  clear: oc
    .route({ method: 'POST', path: '/hosts/{id}/build-cache/clear', summary: 'Clear the build cache of a host' })
    .input(
      byHost.extend({
        /** Only what no build has used for so many days. */
        unusedDays: z.number().int().min(0).max(3650).optional(),
      }),
    )
    .output(z.object({ freedBytes: z.number() })),
  clearProject: oc
    .route({
      method: 'POST',
      path: '/projects/{id}/build-cache/clear',
      summary: 'Let the next build of a project run every step',
    })
    .input(z.object({ id: projectId }))
    .output(z.object({ id: projectId, clearedAt: isoTime })),
  installRegistry: oc
    .route({ method: 'POST', path: '/hosts/{id}/layer-registry', summary: 'Install a registry for layers on a host' })
    .input(byHost)
    .output(buildCacheFacts),
  removeRegistry: oc
    .route({
      method: 'DELETE',
      path: '/hosts/{id}/layer-registry',
      summary: 'Remove the registry for layers with everything in it',
    })
    .input(byHost)
    .output(buildCacheFacts),
};
