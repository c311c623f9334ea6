import { expect, it } from 'vitest';
import type { VolumeId } from '../../../../contract/ids.ts';
import { createVolumesCheck } from './volumes.ts';

const { signal } = new AbortController();
const gigabyte = 1024 ** 3;
const volume = (id: number, project: string, name: string, level: 'warning' | 'full', gigabytes: number) => ({
  volumeId: id as VolumeId,
  project,
  volume: name,
  level,
  sizeBytes: gigabytes * gigabyte,
  maxSizeBytes: 5 * gigabyte,
});

it('says which volumes are nearly full and which hold too much, and measures them again', async () => {
  let full = [volume(1, 'shop', 'data', 'warning', 4), volume(2, 'blog', 'files', 'full', 6)];
  const check = createVolumesCheck({
    count: () => 2,
    nearlyFull: () => full,
    measure: async (id) => {
      // What was in the second one was deleted.
      full = full.filter(({ volumeId }) => volumeId !== id || id !== 2);
    },
  });
  const found = await check.check(signal);
  expect(found.map(({ id, status }) => [id, status])).toEqual([
    ['volumes:1', 'warning'],
    ['volumes:2', 'failed'],
  ]);
  expect(found[1]?.message).toContain('The volume files of blog holds');
  expect(await found[0]?.fixes?.[0]?.apply(signal)).toBe('data is still nearly full.');
  expect(await found[1]?.fixes?.[0]?.apply(signal)).toBe('files has room again.');
  full = [];
  expect(await check.check(signal)).toMatchObject([{ status: 'ok' }]);
});

it('says nothing where there are none', () => {
  const none = { count: () => 0, nearlyFull: () => [], measure: async () => undefined };
  expect(createVolumesCheck(none).applies?.()).toBe(false);
});
