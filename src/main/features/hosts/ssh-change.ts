// What a change of a host makes of how it is logged in to. What was not given stays, its password and passphrase too.
import type { UpdateHostInput } from '../../../contract/hosts.ts';
import type { SshAccess, SshAuth, SshSecret } from './ports.ts';

export interface SshChange {
  readonly ssh: SshAccess;
  /** What belongs into the keychain afterwards; null: nothing. */
  readonly secret: SshSecret | null;
}

/** Whether anything but the name is to change. */
export function changesAccess(input: UpdateHostInput): boolean {
  const { id: _, name: __, force: ___, hostKeyFingerprint: ____, ...access } = input;
  return Object.values(access).some((value) => value !== undefined);
}

export function changeAccess(before: SshAccess, secret: SshSecret | null, input: UpdateHostInput): SshChange {
  const auth = changeAuth(before.auth, input);
  const kept = keptSecret(before.auth, auth, secret);
  const password = input.password ?? kept?.password ?? null;
  const passphrase = input.passphrase ?? kept?.passphrase ?? null;
  const next: SshSecret | null = password === null && passphrase === null ? null : { password, passphrase };
  const { address = before.address, port = before.port, user = before.user } = input;
  const jump = input.jump === undefined ? before.jump : input.jump === '' ? null : input.jump;
  return { ssh: { address, port, user, jump, auth, hasSecret: next !== null }, secret: next };
}

function changeAuth(before: SshAuth, { privateKeyPath, password, agent, auth }: UpdateHostInput): SshAuth {
  if (privateKeyPath !== undefined) {
    return { method: 'key', path: privateKeyPath };
  }
  if (password !== undefined) {
    return { method: 'password' };
  }
  if (typeof agent === 'string' || agent === true) {
    return { method: 'agent', socket: agent === true ? null : agent };
  }
  return auth === 'default' || (agent === false && before.method === 'agent') ? { method: 'default' } : before;
}

/** A passphrase belongs to its key, a password to logging in with one: no other way keeps them. */
function keptSecret(before: SshAuth, after: SshAuth, secret: SshSecret | null): SshSecret | null {
  const isSame =
    before.method === after.method && (before.method !== 'key' || after.method !== 'key' || before.path === after.path);
  return isSame ? secret : null;
}
