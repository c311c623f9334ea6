import { sizeText } from '../sizes.ts';
import type { HealthCheck, HostsReader, MemoryReader, VitalsReader } from '../ports.ts';

/** Idle it needs some 100 MB, with large uploads and builds under way some 300. */
const LARGE = 600 * 1024 ** 2;
const SCARCE_SHARE = 0.05;

export function createMemoryCheck(memory: MemoryReader): HealthCheck {
  const id = 'memory';
  return {
    id,
    everyMs: 300_000,
    async check() {
      const used = memory.residentBytes();
      const message = `miniPaaS uses ${sizeText(used)} of memory.`;
      return used > LARGE
        ? [{ id, status: 'warning', message, hint: 'Restart miniPaaS; applications go on running meanwhile.' }]
        : [{ id, status: 'ok', message, hint: null }];
    },
  };
}

export function createHostMemoryCheck(hosts: HostsReader, vitals: VitalsReader): HealthCheck {
  return {
    id: 'host-memory',
    everyMs: 600_000,
    async check(signal) {
      const connected = hosts.list().filter(({ status }) => status === 'connected');
      const found = await Promise.all(
        connected.map(async ({ id, name }) => ({ id, name, memory: (await vitals.read(id, signal)).memory })),
      );
      return found.flatMap(({ id, name, memory }) => {
        if (memory === null) {
          return [];
        }
        const isScarce = memory.availableBytes < memory.totalBytes * SCARCE_SHARE;
        return [
          {
            id: `host-memory:${id}`,
            status: isScarce ? ('warning' as const) : ('ok' as const),
            message: `${name}: ${sizeText(memory.availableBytes)} of ${sizeText(memory.totalBytes)} of memory are available.`,
            hint: isScarce
              ? 'Applications may be ended by the system. Set memory limits, stop what is not needed, or move a project.'
              : null,
          },
        ];
      });
    },
  };
}
