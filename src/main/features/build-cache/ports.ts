// What the build cache needs from an engine.
import type { LayerRegistry } from '../../../contract/build-cache.ts';
import type { HostId } from '../../../contract/ids.ts';

/** A part of the cache that no build uses at this moment. */
export interface UnusedCache {
  readonly bytes: number;
  /** ms since the epoch; of one that was never used again, when it was made. */
  readonly usedAt: number;
}

export interface BuildCacheEngine {
  usage(signal: AbortSignal): Promise<{
    readonly count: number;
    readonly bytes: number;
    readonly unused: readonly UnusedCache[];
  }>;
  /** What no build has used for so long; null: all that none uses. Resolves with the bytes that were freed. */
  clear(unusedForMs: number | null, signal: AbortSignal): Promise<number>;
  registry(signal: AbortSignal): Promise<LayerRegistry | null>;
  /** Fetches the image where it is missing. Does nothing where there is one that runs. */
  installRegistry(image: string, signal: AbortSignal): Promise<void>;
  /** With the layers in it. No error when there is none. */
  removeRegistry(signal: AbortSignal): Promise<void>;
}

export interface BuildCacheEngines {
  /** Throws why the host cannot be asked. */
  get(id: HostId): Promise<BuildCacheEngine>;
}
