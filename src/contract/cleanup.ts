import { oc } from '@orpc/contract';
import { z } from 'zod';

/** What is removed when it is kept no longer, by the retention of the settings and only if it is ours. */
export const cleanupKind = z.enum([
  'deployments',
  'keptImage',
  'container',
  'image',
  'network',
  'volume',
  'logs',
  'healthHistory',
  'buildCache',
]);
export type CleanupKind = z.infer<typeof cleanupKind>;

export const cleanupItem = z.object({
  /** Names it when only some are to go. */
  key: z.string(),
  kind: cleanupKind,
  /** `12 deployments of shop`, `minipaas/shop:7`. */
  name: z.string(),
  /** The host it is on; null for what is in miniPaaS's own data. */
  host: z.string().nullable(),
  /** Why it may go, as the end of a sentence. */
  reason: z.string(),
  sizeBytes: z.number().nullable(),
});
export type CleanupItem = z.infer<typeof cleanupItem>;

export const cleanupResult = z.object({
  dryRun: z.boolean(),
  /** What would go, or what went. */
  items: z.array(cleanupItem),
  /** Of those whose size is known. */
  sizeBytes: z.number(),
  /** What stays although it was to go, and hosts that could not be asked. */
  kept: z.array(z.object({ name: z.string(), reason: z.string() })),
});
export type CleanupResult = z.infer<typeof cleanupResult>;

export const cleanupContract = {
  run: oc
    .route({ method: 'POST', path: '/cleanup', summary: 'List what is kept no longer, or remove it' })
    .input(
      z.object({
        /** Nothing is removed unless this is false. */
        dryRun: z.boolean().default(true),
        /** Keys of a dry run; left out: everything that it listed. */
        keys: z.array(z.string().max(500)).max(10_000).optional(),
      }),
    )
    .output(cleanupResult),
};
