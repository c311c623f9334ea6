import type { DiskReader, HealthCheck } from '../ports.ts';

const GIB = 1024 ** 3;
/** A build of a small application needs about this much; below it, builds begin to fail. */
const LOW = 2 * GIB;
const FULL = GIB / 4;

export function createDiskCheck(disk: DiskReader): HealthCheck {
  const id = 'disk';
  return {
    id,
    async check() {
      const free = await disk.freeBytes();
      const message = `${(free / GIB).toFixed(1)} GiB are free for miniPaaS's data.`;
      const hint = 'Delete what is not needed; docker system df shows what Docker uses.';
      if (free < FULL) {
        return [{ id, status: 'failed', message, hint }];
      }
      return [{ id, status: free < LOW ? 'warning' : 'ok', message, hint: free < LOW ? hint : null }];
    },
  };
}
