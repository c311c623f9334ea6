// The engine's own build cache. It says neither whose its entries are nor takes labels: it is one for all who build on it.
import type { BuildCacheEngine, UnusedCache } from '../../features/build-cache/ports.ts';
import { dialStream } from './dial.ts';
import type { EngineClient } from './engine-client.ts';
import { parseMillis } from './engine-time.ts';
import { asNumber, asRecord, asText } from './json.ts';
import { createLayerRegistry } from './layer-registry.ts';

/** Many thousand entries on a slow disk. */
const USAGE_TIMEOUT_MS = 120_000;
const CLEAR_TIMEOUT_MS = 600_000;

export function createBuildCacheEngine(client: EngineClient, own: Readonly<Record<string, string>>): BuildCacheEngine {
  const registry = createLayerRegistry(client, own);

  async function ask(method: 'GET' | 'POST', path: string, query: Record<string, string>, options: AskOptions) {
    return client.stream(
      options,
      (abortSignal) => dialStream(client.docker, { method, path, query, abortSignal }),
      async (stream) => {
        const pieces: Buffer[] = [];
        for await (const piece of stream) {
          pieces.push(piece as Buffer);
        }
        return asRecord(JSON.parse(Buffer.concat(pieces).toString('utf8')));
      },
    );
  }

  return {
    async usage(signal) {
      const options = { action: 'measure the build cache', signal, timeoutMs: USAGE_TIMEOUT_MS };
      // Engines before API 1.42 do not know the type and measure everything.
      const answer = await ask('GET', '/system/df', { type: 'build-cache' }, options);
      const entries = (Array.isArray(answer?.['BuildCache']) ? answer['BuildCache'] : []).map(asRecord);
      const sizeOf = (entry: (typeof entries)[number]): number => asNumber(entry?.['Size']) ?? 0;
      return {
        count: entries.length,
        bytes: entries.reduce((sum, entry) => sum + sizeOf(entry), 0),
        unused: entries
          .filter((entry) => entry?.['InUse'] !== true)
          .map(
            (entry): UnusedCache => ({
              bytes: sizeOf(entry),
              usedAt:
                parseMillis(asText(entry?.['LastUsedAt']) ?? '') ??
                parseMillis(asText(entry?.['CreatedAt']) ?? '') ??
                0,
            }),
          ),
      };
    },
    async clear(unusedForMs, signal) {
      const until = unusedForMs === null ? {} : { 'unused-for': [`${Math.floor(unusedForMs / 1000)}s`] };
      const options = { action: 'clear the build cache', signal, timeoutMs: CLEAR_TIMEOUT_MS };
      const answer = await ask('POST', '/build/prune', { all: 'true', filters: JSON.stringify(until) }, options);
      return asNumber(answer?.['SpaceReclaimed']) ?? 0;
    },
    registry: registry.find,
    installRegistry: registry.install,
    removeRegistry: registry.remove,
  };
}

interface AskOptions {
  readonly action: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}
