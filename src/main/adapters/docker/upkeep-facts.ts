// An engine's lists in our own words. Engines leave members out or send null where their documents promise values.
import type {
  EngineContainer,
  EngineDisk,
  EngineImage,
  EngineNetwork,
  EngineVolume,
} from '../../features/hosts/ports/upkeep.ts';
import { asNumber, asRecord, asText, asTexts } from './json.ts';

type Json = Readonly<Record<string, unknown>>;

export function listIn(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map((item: unknown) => asRecord(item) ?? {}) : [];
}

export function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** An engine writes -1 for what it has not measured. */
function sizeIn(value: unknown): number | null {
  const size = asNumber(value);
  return size === undefined || size < 0 ? null : size;
}

export function toContainer(container: Json): EngineContainer {
  const networks = asRecord(asRecord(container['NetworkSettings'])?.['Networks']) ?? {};
  const mounts = listIn(container['Mounts']).filter((mount) => mount['Type'] === 'volume');
  return {
    id: asText(container['Id']) ?? '',
    name: (textsIn(container['Names'])[0] ?? '').replace(/^\//, ''),
    labels: asTexts(container['Labels']),
    state: asText(container['State']) ?? '',
    imageId: asText(container['ImageID']) ?? '',
    networks: Object.entries(networks).flatMap(([name, network]) => [
      name,
      ...[asText(asRecord(network)?.['NetworkID'])].filter((id) => id !== undefined),
    ]),
    volumes: mounts.map((mount) => asText(mount['Name']) ?? '').filter((name) => name !== ''),
    // Left out where nothing was written.
    sizeBytes: sizeIn(container['SizeRw'] ?? null),
  };
}

export function toImage(image: Json): EngineImage {
  const size = sizeIn(image['Size']);
  const shared = sizeIn(image['SharedSize']);
  return {
    id: asText(image['Id']) ?? '',
    tags: textsIn(image['RepoTags']).filter((tag) => tag !== '<none>:<none>'),
    labels: asTexts(image['Labels']),
    sizeBytes: size ?? 0,
    ownBytes: size === null || shared === null ? null : Math.max(0, size - shared),
    layers: [],
  };
}

export function toVolume(volume: Json): EngineVolume {
  return {
    name: asText(volume['Name']) ?? '',
    labels: asTexts(volume['Labels']),
    sizeBytes: sizeIn(asRecord(volume['UsageData'])?.['Size']),
  };
}

export function toNetwork(network: Json): EngineNetwork {
  return {
    id: asText(network['Id']) ?? '',
    name: asText(network['Name']) ?? '',
    labels: asTexts(network['Labels']),
  };
}

export function toDisk(answer: unknown): EngineDisk {
  const disk = asRecord(answer);
  const cache = listIn(disk?.['BuildCache']);
  return {
    containers: listIn(disk?.['Containers'])
      .map(toContainer)
      // Measured, and nothing written.
      .map((container) => ({ ...container, sizeBytes: container.sizeBytes ?? 0 })),
    images: listIn(disk?.['Images']).map(toImage),
    volumes: listIn(disk?.['Volumes']).map(toVolume),
    buildCache: {
      count: cache.length,
      // Records that are shared with images are among the layers already.
      bytes: cache
        .filter((record) => record['Shared'] !== true)
        .reduce((sum, { Size }) => sum + (sizeIn(Size) ?? 0), 0),
    },
    layersBytes: sizeIn(disk?.['LayersSize']),
  };
}
