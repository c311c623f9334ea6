// What takes the space on a host's disk, ours and foreign apart. Pure.
import type { DiskUse } from '../../../contract/host-upkeep.ts';
import { carries, isOurContainer, isOurImage } from './ownership.ts';
import type { EngineDisk, Labels } from './ports/upkeep.ts';

interface Share {
  readonly count: number;
  readonly bytes: number | null;
}

export function diskUse({ containers, images, volumes, buildCache, layersBytes }: EngineDisk, own: Labels): DiskUse {
  const ofImages = split(
    images,
    (image) => isOurImage(image, own),
    ({ ownBytes }) => ownBytes,
  );
  const single = add(ofImages.ours.bytes, ofImages.foreign.bytes);
  const shared = layersBytes === null || single === null ? null : Math.max(0, layersBytes - single);
  const ofContainers = split(containers, (container) => isOurContainer(container, own), sizeOf);
  const ofVolumes = split(volumes, ({ labels }) => carries(labels, own), sizeOf);
  const parts = [layersBytes, buildCache.bytes, ...[ofContainers, ofVolumes].flatMap(bytesOf)];
  return {
    images: { ...ofImages, sharedBytes: shared },
    containers: ofContainers,
    volumes: ofVolumes,
    buildCache,
    totalBytes: parts.reduce(add, 0),
  };
}

const sizeOf = ({ sizeBytes }: { readonly sizeBytes: number | null }): number | null => sizeBytes;
const bytesOf = ({ ours, foreign }: { readonly ours: Share; readonly foreign: Share }) => [ours.bytes, foreign.bytes];

/** What is not known makes the sum unknown: a figure that is too small would be believed. */
function add(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

function split<T>(items: readonly T[], isOurs: (item: T) => boolean, size: (item: T) => number | null) {
  const share = (own: readonly T[]): Share => ({ count: own.length, bytes: own.map(size).reduce(add, 0) });
  return { ours: share(items.filter(isOurs)), foreign: share(items.filter((item) => !isOurs(item))) };
}
