// What a person entered of a host over SSH, as it is kept: what may be known in the database, what may not in the keychain.
import type { Host, SshHostInput } from '../../../contract/hosts.ts';
import type { HostRow, SshAccess, SshAuth, SshSecret } from './ports.ts';

export function toAccess(input: SshHostInput): { readonly ssh: SshAccess; readonly secret: SshSecret | null } {
  const { address, port = null, user = null, jump, password = null, passphrase = null } = input;
  const hasSecret = password !== null || passphrase !== null;
  const jumps = jump === undefined || jump === '' ? null : jump;
  const ssh: SshAccess = { address, port, user, jump: jumps, auth: toAuth(input), hasSecret };
  return { ssh, secret: hasSecret ? { password, passphrase } : null };
}

function toAuth({ privateKeyPath, password, agent }: SshHostInput): SshAuth {
  if (privateKeyPath !== undefined) {
    return { method: 'key', path: privateKeyPath };
  }
  if (password !== undefined) {
    return { method: 'password' };
  }
  if (agent === undefined || agent === false) {
    return { method: 'default' };
  }
  return { method: 'agent', socket: agent === true ? null : agent };
}

export function sshView(row: HostRow): Host['ssh'] {
  if (row.kind === 'local') {
    return null;
  }
  const { address, port, user, jump, auth } = row.ssh;
  return {
    address,
    port,
    user,
    jump,
    auth: auth.method,
    privateKeyPath: auth.method === 'key' ? auth.path : null,
  };
}
