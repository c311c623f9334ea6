import { expect, it } from 'vitest';
import { parseDiskFree, parseMemoryInfo } from './vitals-text.ts';

it('reads what df prints', () => {
  const text =
    'Filesystem           1024-blocks    Used Available Capacity Mounted on\noverlay 63761408 8120340 52369372  13% /\n';
  expect(parseDiskFree(text)).toEqual({ totalBytes: 63_761_408 * 1024, freeBytes: 52_369_372 * 1024 });
  expect(parseDiskFree('')).toBeNull();
  expect(parseDiskFree('df: not found')).toBeNull();
});

it('reads the memory of a machine', () => {
  const text = 'MemTotal:       16384000 kB\nMemFree:          200000 kB\nMemAvailable:    9000000 kB\n';
  expect(parseMemoryInfo(text)).toEqual({ totalBytes: 16_384_000 * 1024, availableBytes: 9_000_000 * 1024 });
  expect(parseMemoryInfo('MemTotal: 1 kB')).toBeNull();
});
