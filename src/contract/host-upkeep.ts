// What a host holds and how it is reached at this moment: asked for on demand, since it costs the engine work.
import { z } from 'zod';
import { hostId, projectId } from './ids.ts';

const count = z.number().int();
/** Null: the engine does not say. */
const bytes = z.number().nullable();

export const diskShare = z.object({ count, bytes });

/** Ours: what carries the labels of this installation. */
const shares = z.object({ ours: diskShare, foreign: diskShare });

export const diskUse = z.object({
  /** `bytes`: what would be freed with them. Layers that several images have are in `sharedBytes`, once. */
  images: shares.extend({ sharedBytes: bytes }),
  /** What containers have written besides their volumes. */
  containers: shares,
  volumes: shares,
  /** Of all who build on the engine: it does not say whose. */
  buildCache: diskShare,
  totalBytes: bytes,
});

export const hostLink = z.object({
  /** Round trips of single calls to the engine, in ms. */
  roundTrip: z.object({ medianMs: z.number(), fastestMs: z.number(), slowestMs: z.number(), samples: count }),
  /** Null for the engine of this machine. */
  ssh: z
    .object({
      /** Logged in, of at most two. */
      connections: count,
      /** Streams in use over them, sessions included. */
      channels: count,
      sessions: count,
      /** Sessions that each connection may have at a time, as far as the server has shown. */
      maxSessions: count,
      transport: z.enum(['streamlocal', 'dial-stdio']),
    })
    .nullable(),
});

export const pruneItem = z.object({
  /** Names it when it is to be removed. */
  key: z.string(),
  kind: z.enum(['container', 'image', 'network', 'volume']),
  name: z.string(),
  reason: z.enum(['ended', 'orphaned', 'notKept', 'leftByMove', 'leftover', 'unused']),
  sizeBytes: bytes,
  /** It runs, or it holds data: taken only when somebody names it. */
  needsChoice: z.boolean(),
});

export const prunePlan = z.object({ items: z.array(pruneItem) });

export const pruneInput = z.object({
  id: hostId,
  /** Keys of the plan. Left out: all that need no choice. */
  keys: z.array(z.string().max(500)).max(10_000).optional(),
});

export const pruneResult = z.object({
  removed: z.array(pruneItem),
  /** What was named and is there still: somebody uses it by now, or the engine refused. */
  kept: z.array(z.object({ key: z.string(), name: z.string(), reason: z.string() })),
});

/** What would become of a host's projects, named before it is done. */
export const hostRemovalPlan = z.object({
  host: z.object({ id: hostId, name: z.string() }),
  projects: z.array(
    z.object({
      id: projectId,
      name: z.string(),
      containers: z.array(z.string()),
      images: z.array(z.string()),
      volumes: z.array(z.string()),
    }),
  ),
  /** What miniPaaS keeps there for itself: its ingress, a registry for layers, helpers, the network. They go unless projects are left there. */
  tools: z.array(z.string()),
  /** What is there cannot be listed or removed now. */
  engineUnreachable: z.boolean(),
});

export const hostRemoval = hostRemovalPlan.extend({
  /** Tools that the engine would not let go of, and why: they are there still. */
  left: z.array(z.object({ name: z.string(), reason: z.string() })),
});

export type DiskUse = z.infer<typeof diskUse>;
export type HostLinkFacts = z.infer<typeof hostLink>;
export type PruneItemView = z.infer<typeof pruneItem>;
export type PrunePlan = z.infer<typeof prunePlan>;
export type PruneInput = z.infer<typeof pruneInput>;
export type PruneResult = z.infer<typeof pruneResult>;
export type HostRemoval = z.infer<typeof hostRemoval>;
export type HostRemovalPlan = z.infer<typeof hostRemovalPlan>;
