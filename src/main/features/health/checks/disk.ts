import { sizeText } from '../sizes.ts';
import type { DiskReader, Fix, HealthCheck, HostsReader, VitalsReader } from '../ports.ts';

/** A build of a small application needs about this much; below it, builds begin to fail. */
const LOW = 2 * 1024 ** 3;
const FULL = 256 * 1024 ** 2;

interface DiskCheckDeps {
  readonly disk: DiskReader;
  /** Removes what is kept no longer; null when nothing would go. */
  readonly cleanUpFix: (signal: AbortSignal) => Promise<Fix | null>;
}

export function createDiskCheck({ disk, cleanUpFix }: DiskCheckDeps): HealthCheck {
  const id = 'disk';
  return {
    id,
    everyMs: 300_000,
    async check(signal) {
      const free = await disk.freeBytes();
      const message = `${sizeText(free)} are free on the disk of the data folder.`;
      if (free >= LOW) {
        return [{ id, status: 'ok', message, hint: null }];
      }
      const fix = await cleanUpFix(signal);
      const hint = 'Delete what is not needed; docker system df shows what Docker uses.';
      return [{ id, status: free < FULL ? 'failed' : 'warning', message, hint, fixes: fix === null ? [] : [fix] }];
    },
  };
}

/** The disks on which engines keep images, containers and volumes, where they can be seen. */
export function createHostDiskCheck(hosts: HostsReader, vitals: VitalsReader): HealthCheck {
  return {
    id: 'host-disk',
    everyMs: 600_000,
    async check(signal) {
      const connected = hosts.list().filter(({ status }) => status === 'connected');
      const found = await Promise.all(
        connected.map(async ({ id, name }) => ({ id, name, disk: (await vitals.read(id, signal)).disk })),
      );
      return found.flatMap(({ id, name, disk }) => {
        if (disk === null) {
          return [];
        }
        const isLow = disk.freeBytes < LOW;
        return [
          {
            id: `host-disk:${id}`,
            status: disk.freeBytes < FULL ? ('failed' as const) : isLow ? ('warning' as const) : ('ok' as const),
            message: `${name}: ${sizeText(disk.freeBytes)} of ${sizeText(disk.totalBytes)} are free on Docker's disk.`,
            hint: isLow ? 'Clean up below, clear the build cache, or see the disk use of the host.' : null,
          },
        ];
      });
    },
  };
}
