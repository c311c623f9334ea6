// Disks and memory: where each begins to warn, by the defaults and by what somebody has set, and what is offered then.
import { describe, expect, it } from 'vitest';
import type { Host } from '../../../../contract/hosts.ts';
import type { Fix, HealthCheck, HostVitals, Observation } from '../ports.ts';
import { thresholds } from '../testing/thresholds.ts';
import { createDiskCheck, createHostDiskCheck } from './disk.ts';
import { createHostMemoryCheck, createMemoryCheck } from './memory.ts';

const { signal } = new AbortController();
const MB = 1024 ** 2;
const GB = 1024 ** 3;

const hosts = {
  list: () => [{ id: 1, name: 'box', status: 'connected' } as Host],
  reconnect: () => Promise.reject(new Error('not asked for')),
};
const vitals = (found: Partial<HostVitals>) => ({
  read: async () => ({ clockOffsetMs: null, disk: null, memory: null, ...found }),
});
const cleanUpFix = async (on: { readonly name: string } | null): Promise<Fix> => ({
  id: 'clean-up',
  label: 'x',
  removes: ['a'],
  apply: async () => `Removed ${on === null ? 'everywhere' : `on ${on.name}`}.`,
});

async function only(check: HealthCheck): Promise<Observation> {
  const [found, ...others] = await check.check(signal);
  expect(others).toEqual([]);
  return found as Observation;
}
const fixed = async ({ fixes = [] }: Observation): Promise<readonly string[]> =>
  Promise.all(fixes.map((fix) => fix.apply(signal)));

describe.each([
  [10 * GB, 'ok'],
  [1 * GB, 'warning'],
  [100 * MB, 'failed'],
])('%d bytes free', (freeBytes, status) => {
  it('on the disk of the data', async () => {
    const found = await only(createDiskCheck({ disk: { freeBytes: async () => freeBytes }, cleanUpFix, thresholds }));
    expect(found.status).toBe(status);
    expect(await fixed(found)).toEqual(status === 'ok' ? [] : ['Removed everywhere.']);
  });

  it('on the disk of an engine', async () => {
    const disk = { freeBytes, totalBytes: 50 * GB };
    const found = await only(createHostDiskCheck({ hosts, vitals: vitals({ disk }), cleanUpFix, thresholds }));
    expect(found.status).toBe(status);
    expect(await fixed(found)).toEqual(status === 'ok' ? [] : ['Removed on box.']);
  });
});

it('offers no clean-up where nothing would go', async () => {
  const disk = { freeBytes: async () => 1 * GB };
  expect((await only(createDiskCheck({ disk, cleanUpFix: async () => null, thresholds }))).fixes).toEqual([]);
});

it.each([
  [4, 'ok'],
  [0.1, 'warning'],
])('%d GB of 8 GB of a host’s memory available: %s', async (available, status) => {
  const memory = { availableBytes: available * GB, totalBytes: 8 * GB };
  expect((await only(createHostMemoryCheck(hosts, vitals({ memory }), thresholds))).status).toBe(status);
});

it.each([
  [90, 'ok'],
  [900, 'warning'],
])('%d MB used by miniPaaS: %s', async (megabytes, status) => {
  expect((await only(createMemoryCheck({ residentBytes: () => megabytes * MB }, thresholds))).status).toBe(status);
});

it('begins to warn where the settings say so, from the next look on', async () => {
  let now = thresholds();
  const disk = createDiskCheck({ disk: { freeBytes: async () => 10 * GB }, cleanUpFix, thresholds: () => now });
  const own = createMemoryCheck({ residentBytes: () => 90 * MB }, () => now);
  const memory = { availableBytes: 4 * GB, totalBytes: 8 * GB };
  const host = createHostMemoryCheck(hosts, vitals({ memory }), () => now);
  now = { diskWarningMB: 20_480, diskFailureMB: 15_360, ownMemoryWarningMB: 80, hostMemoryWarningPercent: 60 };
  expect(await Promise.all([disk, own, host].map(async (check) => (await only(check)).status))).toEqual([
    'failed',
    'warning',
    'warning',
  ]);
});
