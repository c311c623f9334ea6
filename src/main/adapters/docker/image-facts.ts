import type Docker from 'dockerode';
import type { ImageFacts } from '../../features/deployments/ports.ts';
import { parseMillis } from './engine-time.ts';
import { asRecord, asTexts } from './json.ts';

export function toImageFacts(image: Docker.ImageInspectInfo): ImageFacts {
  // Engines leave members out or send null where the types promise values.
  const config = asRecord(image.Config);
  const test = asRecord(config?.['Healthcheck'])?.['Test'];
  return {
    id: image.Id,
    tags: Array.isArray(image.RepoTags) ? image.RepoTags : [],
    sizeBytes: image.Size,
    createdAt: parseMillis(image.Created) ?? 0,
    labels: asTexts(config?.['Labels']),
    exposedPorts: tcpPorts(Object.keys(asRecord(config?.['ExposedPorts']) ?? {})),
    hasHealthCheck: Array.isArray(test) && test.length > 0 && test[0] !== 'NONE',
  };
}

/** `80/tcp` → 80, ascending; `53/udp` is left out. */
function tcpPorts(exposed: readonly string[]): number[] {
  return exposed
    .map((text) => /^(\d+)(?:\/tcp)?$/.exec(text)?.[1])
    .filter((port) => port !== undefined)
    .map(Number)
    .toSorted((a, b) => a - b);
}
