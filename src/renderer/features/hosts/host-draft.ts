/** What is being typed into the add-host dialog, and how it becomes the contract's input. Pure. */
import { assertNever } from '../../../contract/assert-never.ts';
import type { SshHostInput } from '../../../contract/hosts.ts';

type LoginWay = 'default' | 'key' | 'agent' | 'password';

/** Without the password or passphrase: that stays in its field until it is sent. */
export interface HostDraft {
  readonly name: string;
  readonly address: string;
  readonly port: string;
  readonly user: string;
  readonly login: LoginWay;
  readonly privateKeyPath: string;
  readonly jump: string;
}

export const emptyHost: HostDraft = {
  name: '',
  address: '',
  port: '',
  user: '',
  login: 'default',
  privateKeyPath: '',
  jump: '',
};

/** Fields left empty are left out: the SSH configuration of whoever runs miniPaaS has their value. */
export function toHostInput(draft: HostDraft, secret: string, fingerprint: string | null): SshHostInput {
  const address = draft.address.trim();
  return {
    name: draft.name.trim() === '' ? address : draft.name.trim(),
    kind: 'ssh',
    address,
    ...(draft.port.trim() === '' ? {} : { port: Number(draft.port) }),
    ...(draft.user.trim() === '' ? {} : { user: draft.user.trim() }),
    ...toLogin(draft, secret),
    ...(draft.jump.trim() === '' ? {} : { jump: draft.jump.trim() }),
    ...(fingerprint === null ? {} : { hostKeyFingerprint: fingerprint }),
  };
}

function toLogin({ login, privateKeyPath }: HostDraft, secret: string): Partial<SshHostInput> {
  switch (login) {
    case 'default':
      return {};
    case 'key':
      return { privateKeyPath: privateKeyPath.trim(), ...(secret === '' ? {} : { passphrase: secret }) };
    case 'agent':
      return { agent: true };
    case 'password':
      return { password: secret };
    default:
      return assertNever(login);
  }
}

export type HostFieldErrors = Readonly<Partial<Record<keyof SshHostInput, string>>>;

/** What is known to be wrong before anything is sent, by the contract's field. */
export function hostDraftErrors(draft: HostDraft, secret: string): HostFieldErrors {
  const { address, port, user, login, privateKeyPath } = draft;
  return {
    ...(/^[^\s-]\S*$/.test(address.trim()) ? {} : { address: 'A name or an address, without spaces.' }),
    ...(isPort(port.trim()) ? {} : { port: 'A number from 1 to 65535, or nothing.' }),
    ...(user.trim() === '' || /^[^\s-]\S*$/.test(user.trim()) ? {} : { user: 'A user name, without spaces.' }),
    ...(login === 'key' && privateKeyPath.trim() === '' ? { privateKeyPath: 'Name the file of the key.' } : {}),
    ...(login === 'password' && secret === '' ? { password: 'Enter the password.' } : {}),
  };
}

function isPort(text: string): boolean {
  return text === '' || (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535);
}

/** A key was compared for one machine on one way: another address, port or way there begins anew. */
export function leadsElsewhere(part: Partial<HostDraft>): boolean {
  return 'address' in part || 'port' in part || 'jump' in part;
}
