import { describe, expect, it } from 'vitest';
import type { UpdateHostInput } from '../../../contract/hosts.ts';
import { updateHostInput } from '../../../contract/hosts.ts';
import type { HostId } from '../../../contract/ids.ts';
import type { SshAccess, SshSecret } from './ports.ts';
import { changeAccess, changesAccess } from './ssh-change.ts';

const id = 2 as HostId;
const before: SshAccess = {
  address: 'web',
  port: 2222,
  user: 'deploy',
  jump: 'gate',
  auth: { method: 'key', path: '/keys/a' },
  hasSecret: true,
};
const secret: SshSecret = { password: null, passphrase: 'sesame' };
const change = (part: Omit<UpdateHostInput, 'id'>) => changeAccess(before, secret, { id, ...part });

describe('a change of the login', () => {
  it('keeps what was not given, the secret too', () => {
    expect(change({ address: 'new' })).toEqual({ ssh: { ...before, address: 'new' }, secret });
    expect(change({ port: null, user: null, jump: null }).ssh).toMatchObject({ port: null, user: null, jump: null });
    expect(change({ jump: '' }).ssh.jump).toBeNull();
    expect(change({ passphrase: 'other' })).toMatchObject({ secret: { passphrase: 'other' } });
    expect(change({ privateKeyPath: '/keys/a' })).toMatchObject({ secret });
  });

  it('forgets the secret with the way to log in that it was for', () => {
    for (const part of [{ privateKeyPath: '/keys/b' }, { agent: true }, { auth: 'default' }] as const) {
      expect(change(part)).toMatchObject({ ssh: { hasSecret: false }, secret: null });
    }
    expect(change({ password: 'word' })).toEqual({
      ssh: { ...before, auth: { method: 'password' } },
      secret: { password: 'word', passphrase: null },
    });
    expect(change({ agent: '/run/agent' }).ssh.auth).toEqual({ method: 'agent', socket: '/run/agent' });
    expect(change({ agent: false }).ssh.auth).toEqual(before.auth);
  });

  it('is one only where something of the login is given', () => {
    expect(changesAccess({ id, name: 'x', force: true, hostKeyFingerprint: 'SHA256:x' })).toBe(false);
    expect(changesAccess({ id, port: null })).toBe(true);
  });

  it('names one way to log in at most', () => {
    const wrong = [
      { agent: true, password: 'x' },
      { auth: 'default', privateKeyPath: '/k' },
    ] as const;
    for (const part of wrong) expect(updateHostInput.safeParse({ id, ...part }).success).toBe(false);
    expect(updateHostInput.safeParse({ id, agent: false, password: 'x' }).success).toBe(true);
  });
});
