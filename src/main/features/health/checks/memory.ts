import { formatBytes } from '../../../../contract/bytes.ts';
import type { HealthCheck, HostsReader, MemoryReader, Thresholds, VitalsReader } from '../ports.ts';

export function createMemoryCheck(memory: MemoryReader, thresholds: Thresholds): HealthCheck {
  const id = 'memory';
  return {
    id,
    everyMs: 300_000,
    after: ['settings'],
    async check() {
      const used = memory.residentBytes();
      const message = `miniPaaS uses ${formatBytes(used)} of memory.`;
      return used > thresholds().ownMemoryWarningMB * 1024 ** 2
        ? [{ id, status: 'warning', message, hint: 'Restart miniPaaS; applications go on running meanwhile.' }]
        : [{ id, status: 'ok', message, hint: null }];
    },
  };
}

export function createHostMemoryCheck(hosts: HostsReader, vitals: VitalsReader, thresholds: Thresholds): HealthCheck {
  return {
    id: 'host-memory',
    everyMs: 600_000,
    after: ['settings'],
    async check(signal) {
      const connected = hosts.list().filter(({ status }) => status === 'connected');
      const found = await Promise.all(
        connected.map(async ({ id, name }) => ({ id, name, memory: (await vitals.read(id, signal)).memory })),
      );
      return found.flatMap(({ id, name, memory }) => {
        if (memory === null) {
          return [];
        }
        const isScarce = memory.availableBytes < (memory.totalBytes * thresholds().hostMemoryWarningPercent) / 100;
        return [
          {
            id: `host-memory:${id}`,
            status: isScarce ? ('warning' as const) : ('ok' as const),
            message: `${name}: ${formatBytes(memory.availableBytes)} of ${formatBytes(memory.totalBytes)} of memory are available.`,
            hint: isScarce
              ? 'Applications may be ended by the system. Set memory limits, stop what is not needed, or move a project.'
              : null,
          },
        ];
      });
    },
  };
}
