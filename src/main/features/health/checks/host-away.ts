// What both checks of hosts need: whose a failure is, and the fix that both offer.
import type { Host } from '../../../../contract/hosts.ts';
import type { Fix, HostsReader } from '../ports.ts';

/** Not connected for a reason of the way there, and not of the engine at its end. */
export function isLinkProblem({ kind, error }: Host): boolean {
  return kind === 'ssh' && error !== null && /^(SSH_|HOST_KEY_)/.test(error.code);
}

export function reconnectFix({ id, name }: Host, hosts: HostsReader): Fix {
  return {
    id: `reconnect-host-${id}`,
    label: `Look for ${name} again`,
    removes: [],
    async apply() {
      const { status } = await hosts.reconnect(id);
      return status === 'connected' ? `${name} answers again.` : `${name} still does not answer.`;
    },
  };
}
