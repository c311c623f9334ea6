import { formatBytes } from '../../../../contract/bytes.ts';
import type { Host } from '../../../../contract/hosts.ts';
import type {
  CleanUpFix,
  DiskReader,
  HealthCheck,
  HostsReader,
  Observation,
  Thresholds,
  VitalsReader,
} from '../ports.ts';

interface DiskCheckDeps {
  readonly disk: DiskReader;
  readonly cleanUpFix: CleanUpFix;
  readonly thresholds: Thresholds;
}

/** Null: nothing to say. */
function levelOf(freeBytes: number, { diskWarningMB, diskFailureMB }: ReturnType<Thresholds>) {
  const freeMB = freeBytes / 1024 ** 2;
  return freeMB < diskFailureMB ? ('failed' as const) : freeMB < diskWarningMB ? ('warning' as const) : null;
}

export function createDiskCheck({ disk, cleanUpFix, thresholds }: DiskCheckDeps): HealthCheck {
  const id = 'disk';
  return {
    id,
    everyMs: 300_000,
    after: ['settings'],
    async check(signal) {
      const free = await disk.freeBytes();
      const message = `${formatBytes(free)} are free on the disk of the data folder.`;
      const level = levelOf(free, thresholds());
      if (level === null) {
        return [{ id, status: 'ok', message, hint: null }];
      }
      const fix = await cleanUpFix(null, signal);
      const hint = 'Delete what is not needed; docker system df shows what Docker uses.';
      return [{ id, status: level, message, hint, fixes: fix === null ? [] : [fix] }];
    },
  };
}

interface HostDiskCheckDeps extends Pick<DiskCheckDeps, 'cleanUpFix' | 'thresholds'> {
  readonly hosts: HostsReader;
  readonly vitals: VitalsReader;
}

/** The disks on which engines keep images, containers and volumes, where they can be seen. */
export function createHostDiskCheck({ hosts, vitals, cleanUpFix, thresholds }: HostDiskCheckDeps): HealthCheck {
  async function observe({ id, name }: Host, signal: AbortSignal): Promise<Observation[]> {
    const { disk } = await vitals.read(id, signal);
    if (disk === null) {
      return [];
    }
    const level = levelOf(disk.freeBytes, thresholds());
    const fix = level === null ? null : await cleanUpFix({ id, name }, signal);
    return [
      {
        id: `host-disk:${id}`,
        status: level ?? 'ok',
        message: `${name}: ${formatBytes(disk.freeBytes)} of ${formatBytes(disk.totalBytes)} are free on Docker's disk.`,
        hint: level === null ? null : 'Clean up, clear the build cache below, or see the disk use of the host.',
        fixes: fix === null ? [] : [fix],
      },
    ];
  }

  return {
    id: 'host-disk',
    everyMs: 600_000,
    after: ['settings'],
    async check(signal) {
      const connected = hosts.list().filter(({ status }) => status === 'connected');
      return (await Promise.all(connected.map((host) => observe(host, signal)))).flat();
    },
  };
}
