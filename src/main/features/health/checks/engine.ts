import { assertNever } from '../../../../contract/assert-never.ts';
import type { Host } from '../../../../contract/hosts.ts';
import type { HealthCheck, HostsReader, Observation } from '../ports.ts';
import { isLinkProblem, reconnectFix } from './host-away.ts';

export function createEngineCheck(hosts: HostsReader): HealthCheck {
  return {
    id: 'engine',
    everyMs: 60_000,
    after: ['host'],
    async check() {
      // What is wrong with the way to a host is the link's to say.
      return hosts
        .list()
        .filter((host) => !isLinkProblem(host))
        .map((host) => observe(host, hosts));
    },
  };
}

function observe(host: Host, hosts: HostsReader): Observation {
  const id = `engine:${host.id}`;
  switch (host.status) {
    case 'connected':
      return {
        id,
        status: 'ok',
        message: `${host.name}: Docker ${host.engine?.version ?? ''} answers at ${host.endpoint ?? ''}.`,
        hint: null,
      };
    case 'connecting':
      return {
        id,
        status: 'warning',
        message: `${host.name}: looking for its Docker engine.`,
        hint: host.error?.hint ?? null,
        // Between two attempts it waits longer each time.
        fixes: [reconnectFix(host, hosts)],
      };
    case 'unreachable':
      return {
        id,
        status: 'failed',
        message: `${host.name}: ${host.error?.message ?? 'its Docker engine does not answer.'}`,
        hint: host.error?.hint ?? null,
        fixes: [reconnectFix(host, hosts)],
      };
    default:
      return assertNever(host.status);
  }
}
