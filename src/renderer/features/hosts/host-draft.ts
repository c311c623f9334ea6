/** What is being typed of a host, and how it becomes the contract's input. Pure. */
import { assertNever } from '../../../contract/assert-never.ts';
import type { Host, SshHostInput, UpdateHostInput } from '../../../contract/hosts.ts';

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

/** What is known of a host that is there; its password or passphrase is not. */
export function draftOf({ name, ssh }: Pick<Host, 'name' | 'ssh'>): HostDraft {
  return {
    name,
    address: ssh?.address ?? '',
    port: ssh?.port?.toString() ?? '',
    user: ssh?.user ?? '',
    login: ssh?.auth ?? 'default',
    privateKeyPath: ssh?.privateKeyPath ?? '',
    jump: ssh?.jump ?? '',
  };
}

/** What is different now, and nothing else: what is left out stays, the secret in the keychain too. Null: nothing is. */
export function toHostChanges(
  host: Pick<Host, 'id' | 'name' | 'ssh'>,
  draft: HostDraft,
  secret: string,
  fingerprint: string | null,
): UpdateHostInput | null {
  const before = draftOf(host);
  const text = (field: 'name' | 'address'): string => draft[field].trim();
  const orNull = (value: string): string | null => (value.trim() === '' ? null : value.trim());
  const changes = {
    ...(text('name') === before.name ? {} : { name: text('name') }),
    ...(text('address') === before.address ? {} : { address: text('address') }),
    ...(draft.port.trim() === before.port ? {} : { port: draft.port.trim() === '' ? null : Number(draft.port) }),
    ...(draft.user.trim() === before.user ? {} : { user: orNull(draft.user) }),
    ...(draft.jump.trim() === before.jump ? {} : { jump: orNull(draft.jump) }),
    ...changedLogin(before, draft, secret),
  };
  if (Object.keys(changes).length === 0) return null;
  return { id: host.id, ...changes, ...(fingerprint === null ? {} : { hostKeyFingerprint: fingerprint }) };
}

function changedLogin(before: HostDraft, draft: HostDraft, secret: string): Partial<UpdateHostInput> {
  const isSame = draft.login === before.login && draft.privateKeyPath.trim() === before.privateKeyPath;
  if (isSame && secret === '') return {};
  return draft.login === 'default' ? { auth: 'default' } : toLogin(draft, secret);
}

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

type Login = Pick<SshHostInput, 'privateKeyPath' | 'passphrase' | 'password' | 'agent'>;

function toLogin({ login, privateKeyPath }: HostDraft, secret: string): Login {
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

/** What is known to be wrong before anything is sent, by the contract's field. `isKept`: a password is in the keychain. */
export function hostDraftErrors(draft: HostDraft, secret: string, isKept = false): HostFieldErrors {
  const { address, port, user, login, privateKeyPath } = draft;
  return {
    ...(/^[^\s-]\S*$/.test(address.trim()) ? {} : { address: 'A name or an address, without spaces.' }),
    ...(isPort(port.trim()) ? {} : { port: 'A number from 1 to 65535, or nothing.' }),
    ...(user.trim() === '' || /^[^\s-]\S*$/.test(user.trim()) ? {} : { user: 'A user name, without spaces.' }),
    ...(login === 'key' && privateKeyPath.trim() === '' ? { privateKeyPath: 'Name the file of the key.' } : {}),
    ...(login === 'password' && secret === '' && !isKept ? { password: 'Enter the password.' } : {}),
  };
}

function isPort(text: string): boolean {
  return text === '' || (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535);
}

/** A key was compared for one machine on one way: another address, port or way there begins anew. */
export function leadsElsewhere(part: Partial<HostDraft>): boolean {
  return 'address' in part || 'port' in part || 'jump' in part;
}
