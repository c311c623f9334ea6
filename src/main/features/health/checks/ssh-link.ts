import type { Host } from '../../../../contract/hosts.ts';
import type { HealthCheck, HostLinkReader, HostsReader, Observation } from '../ports.ts';
import { isLinkProblem, reconnectFix } from './host-away.ts';

/** Beyond it every page that asks the host is felt to be slow. */
const SLOW_MS = 500;

export function createSshLinkCheck(hosts: HostsReader, links: HostLinkReader): HealthCheck {
  const overSsh = (): readonly Host[] => hosts.list().filter(({ kind }) => kind === 'ssh');

  async function observe(host: Host, signal: AbortSignal): Promise<Observation | null> {
    const id = `ssh:${host.id}`;
    if (isLinkProblem(host)) {
      return {
        id,
        status: 'failed',
        message: `${host.name}: ${host.error?.message ?? 'it cannot be reached.'}`,
        hint: host.error?.hint ?? null,
        fixes: [reconnectFix(host, hosts)],
      };
    }
    if (host.status !== 'connected') {
      return null;
    }
    const { medianMs, sessions } = await links.link(host.id, signal);
    const message = `${host.name} answers in ${Math.round(medianMs)} ms over SSH.`;
    if (sessions !== null && sessions.used >= sessions.most) {
      return {
        id,
        status: 'warning',
        message: `${message} All ${sessions.most} of its sessions are in use.`,
        hint: 'Close terminals that are not needed, or raise MaxSessions in its sshd_config.',
      };
    }
    return medianMs > SLOW_MS
      ? { id, status: 'warning', message, hint: 'Its network is slow, or it is very busy.' }
      : { id, status: 'ok', message, hint: null };
  }

  return {
    id: 'ssh',
    everyMs: 300_000,
    after: ['host'],
    applies: () => overSsh().length > 0,
    async check(signal) {
      const found = await Promise.all(overSsh().map((host) => observe(host, signal)));
      return found.filter((observation) => observation !== null);
    },
  };
}
