import { assertNever } from '../../../../contract/assert-never.ts';
import type { Finding } from '../../../../contract/health.ts';
import type { Host } from '../../../../contract/hosts.ts';
import type { HealthCheck, HostsReader } from '../ports.ts';

export function createEngineCheck(hosts: HostsReader): HealthCheck {
  return { id: 'engine', check: async () => hosts.list().map(findingOf) };
}

function findingOf(host: Host): Finding {
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
      };
    case 'unreachable':
      return {
        id,
        status: 'failed',
        message: `${host.name}: ${host.error?.message ?? 'its Docker engine does not answer.'}`,
        hint: host.error?.hint ?? null,
      };
    default:
      return assertNever(host.status);
  }
}
