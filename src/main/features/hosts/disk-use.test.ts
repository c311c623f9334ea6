import { describe, expect, it } from 'vitest';
import { diskUse } from './disk-use.ts';
import type { EngineDisk } from './ports/upkeep.ts';

const own = { 'minipaas.managed': 'true', 'minipaas.instance': 'us' };
const disk: EngineDisk = {
  images: [
    { tags: ['minipaas/shop:1'], labels: own, ownBytes: 10 },
    // Inherits our labels, and is another's all the same.
    { tags: ['acme/derived:1'], labels: own, ownBytes: 20 },
    { tags: ['nginx:1'], labels: {}, ownBytes: 30 },
  ],
  containers: [
    { name: 'minipaas-shop-1', labels: { ...own, 'minipaas.role': 'release' }, sizeBytes: 5 },
    { name: 'by-hand', labels: own, sizeBytes: 7 },
  ],
  volumes: [
    { name: 'minipaas-vol-1-1', labels: own, sizeBytes: 100 },
    { name: 'data', labels: {}, sizeBytes: 200 },
  ],
  buildCache: { count: 3, bytes: 1000 },
  layersBytes: 90,
};

describe('the use of a disk', () => {
  it('is told apart by whose it is, with shared layers counted once', () => {
    expect(diskUse(disk, own)).toEqual({
      images: { ours: { count: 1, bytes: 10 }, foreign: { count: 2, bytes: 50 }, sharedBytes: 30 },
      containers: { ours: { count: 1, bytes: 5 }, foreign: { count: 1, bytes: 7 } },
      volumes: { ours: { count: 1, bytes: 100 }, foreign: { count: 1, bytes: 200 } },
      buildCache: { count: 3, bytes: 1000 },
      totalBytes: 90 + 12 + 300 + 1000,
    });
  });

  it('is not known as a whole where a part is not', () => {
    const use = diskUse({ ...disk, volumes: [{ name: 'data', labels: {}, sizeBytes: null }] }, own);
    expect(use.volumes.foreign).toEqual({ count: 1, bytes: null });
    expect(use.totalBytes).toBeNull();
    expect(diskUse({ ...disk, layersBytes: null }, own).images.sharedBytes).toBeNull();
  });
});
