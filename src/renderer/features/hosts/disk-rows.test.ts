import { expect, it } from 'vitest';
import { diskRows } from './disk-rows.ts';

const GB = 1024 ** 3;
const share = (count: number, bytes: number | null) => ({ count, bytes });

it('says sizes with what they are of, and sums only what is known', () => {
  const rows = diskRows({
    images: { ours: share(1, GB), foreign: share(2, 2 * GB), sharedBytes: 512 },
    containers: { ours: share(0, 0), foreign: share(1, 1024) },
    volumes: { ours: share(1, GB), foreign: share(3, null) },
    buildCache: share(4, null),
    totalBytes: null,
  });
  expect(rows.map(({ what, ours, foreign, whole }) => [what, ours, foreign, whole])).toEqual([
    ['Images', '1 GB in 1 image', '2 GB in 2 images', '3 GB'],
    ['Layers that images share', '–', '–', '512 B'],
    ['Containers', '0 B in 0 containers', '1 KB in 1 container', '1 KB'],
    ['Volumes', '1 GB in 1 volume', '3 volumes, size not known', 'size not known'],
    ['Build cache', '–', '–', 'size not known'],
  ]);
});
