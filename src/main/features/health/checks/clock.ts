import type { HealthCheck, HostsReader, VitalsReader } from '../ports.ts';

/** Times of logs and events are the host's; some seconds more and they no longer fit together. */
const ODD_MS = 5_000;
/** Beyond it certificates and signed requests are refused. */
const WRONG_MS = 60_000;

export function createClockCheck(hosts: HostsReader, vitals: VitalsReader): HealthCheck {
  return {
    id: 'clock',
    everyMs: 900_000,
    async check(signal) {
      const connected = hosts.list().filter(({ status }) => status === 'connected');
      const found = await Promise.all(
        connected.map(async ({ id, name }) => ({ id, name, offset: (await vitals.read(id, signal)).clockOffsetMs })),
      );
      return found.flatMap(({ id, name, offset }) => {
        if (offset === null) {
          return [];
        }
        const distance = Math.abs(offset);
        const seconds = (distance / 1000).toFixed(1);
        const way = offset < 0 ? 'behind' : 'ahead of';
        const isOdd = distance > ODD_MS;
        return [
          {
            id: `clock:${id}`,
            status: distance > WRONG_MS ? ('failed' as const) : isOdd ? ('warning' as const) : ('ok' as const),
            message: isOdd
              ? `The clock of ${name} is ${seconds} s ${way} the one of this machine.`
              : `The clocks of ${name} and of this machine agree.`,
            hint: isOdd ? 'Switch on time synchronisation (chrony, systemd-timesyncd) on both.' : null,
          },
        ];
      });
    },
  };
}
