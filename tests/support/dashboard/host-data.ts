// What a host in the world in memory holds.
import type { DiskUse, PruneItemView } from '../../../src/contract/host-upkeep.ts';

const MB = 1024 ** 2;
const GB = 1024 ** 3;

export const diskUse: DiskUse = {
  images: {
    ours: { count: 23, bytes: 1.9 * GB },
    foreign: { count: 11, bytes: 4.2 * GB },
    sharedBytes: 2.7 * GB,
  },
  containers: { ours: { count: 8, bytes: 36 * MB }, foreign: { count: 3, bytes: 512 * MB } },
  volumes: { ours: { count: 4, bytes: 6.4 * GB }, foreign: { count: 9, bytes: null } },
  buildCache: { count: 212, bytes: 3.1 * GB },
  totalBytes: null,
};

const item = (
  kind: PruneItemView['kind'],
  name: string,
  reason: PruneItemView['reason'],
  sizeBytes: number | null,
  needsChoice = false,
): PruneItemView => ({ key: `${kind}:${name}`, kind, name, reason, sizeBytes, needsChoice });

export const prunable: readonly PruneItemView[] = [
  item('container', 'minipaas-shop-37', 'ended', null),
  item('container', 'minipaas-blog-12-candidate', 'orphaned', null),
  item('container', 'minipaas-old-api-4', 'orphaned', null, true),
  item('image', 'minipaas/shop:31', 'notKept', 412 * MB),
  item('image', 'minipaas/shop:30', 'notKept', 409 * MB),
  item('image', 'minipaas/blog:9', 'notKept', 96 * MB),
  item('image', '4f1d2c9be0a7', 'leftover', 388 * MB),
  item('network', 'minipaas', 'unused', null),
  item('volume', 'minipaas-vol-6-11', 'orphaned', null, true),
];
