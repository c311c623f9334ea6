// Folders that are being looked at. One reading serves all pages and orders of it for a while, so that pages fit together and a large folder
// is not read again for each; what is kept is bounded.
import type { VolumeId } from '../../../contract/ids.ts';
import type { FolderReading } from './ports/volume-files.ts';
import { type ListingOrder, sortListing } from './sort-listing.ts';

interface Kept {
  readonly volumeId: VolumeId;
  readonly reading: FolderReading;
  readonly orders: Map<string, Uint32Array>;
  usedAt: number;
}

const KEEP_MS = 60_000;
const MAX_KEPT_BYTES = 96 * 1_048_576;
const MAX_ORDERS = 3;

export function createListings(now: () => number) {
  /** By volume and version. */
  const kept = new Map<string, Kept>();

  function tidy(): void {
    let bytes = 0;
    for (const [key, { reading, usedAt }] of [...kept].toSorted(([, a], [, b]) => b.usedAt - a.usedAt)) {
      // The one that was just made stays, however large.
      const isFirst = bytes === 0;
      bytes += reading.memoryBytes;
      if (!isFirst && (bytes > MAX_KEPT_BYTES || now() - usedAt > KEEP_MS)) {
        kept.delete(key);
      }
    }
  }

  return {
    keep(volumeId: VolumeId, reading: FolderReading): string {
      const version = reading.digest;
      kept.set(`${volumeId} ${version}`, { volumeId, reading, orders: new Map(), usedAt: now() });
      tidy();
      return version;
    },
    /** Null when it is no longer kept. */
    get(volumeId: VolumeId, version: string): FolderReading | null {
      const found = kept.get(`${volumeId} ${version}`);
      if (found === undefined) {
        return null;
      }
      found.usedAt = now();
      return found.reading;
    },
    order(volumeId: VolumeId, version: string, reading: FolderReading, order: ListingOrder): Uint32Array {
      const orders = kept.get(`${volumeId} ${version}`)?.orders ?? new Map<string, Uint32Array>();
      const key = JSON.stringify([order.sort, order.order, order.foldersFirst, order.filter ?? '']);
      const known = orders.get(key);
      if (known !== undefined) {
        return known;
      }
      const indices = sortListing(reading, order);
      for (const old of [...orders.keys()].slice(0, Math.max(0, orders.size + 1 - MAX_ORDERS))) {
        orders.delete(old);
      }
      orders.set(key, indices);
      return indices;
    },
    /** What was read of a volume that has changed under our own hands. */
    forget(volumeId: VolumeId): void {
      for (const [key, each] of kept) {
        if (each.volumeId === volumeId) {
          kept.delete(key);
        }
      }
    },
  };
}
