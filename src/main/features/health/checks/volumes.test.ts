import { expect, it } from 'vitest';
import { createVolumesCheck } from './volumes.ts';

const { signal } = new AbortController();
const gigabyte = 1024 ** 3;

it('says which volumes are nearly full and which hold too much, and nothing where there are none', async () => {
  const full: Parameters<typeof createVolumesCheck>[0] = {
    count: () => 2,
    nearlyFull: () => [
      {
        volumeId: 1,
        project: 'shop',
        volume: 'data',
        level: 'warning',
        sizeBytes: 4 * gigabyte,
        maxSizeBytes: 5 * gigabyte,
      },
      {
        volumeId: 2,
        project: 'blog',
        volume: 'files',
        level: 'full',
        sizeBytes: 6 * gigabyte,
        maxSizeBytes: 5 * gigabyte,
      },
    ],
  };
  const found = await createVolumesCheck(full).check(signal);
  expect(found.map(({ id, status }) => [id, status])).toEqual([
    ['volumes:1', 'warning'],
    ['volumes:2', 'failed'],
  ]);
  expect(found[1]?.message).toContain('The volume files of blog holds');
  expect(await createVolumesCheck({ ...full, nearlyFull: () => [] }).check(signal)).toMatchObject([{ status: 'ok' }]);
  expect(createVolumesCheck({ count: () => 0, nearlyFull: () => [] }).applies?.()).toBe(false);
});
