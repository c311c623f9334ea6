import { describe, expect, it } from 'vitest';
import { sshHostInput } from '../../../contract/hosts.ts';
import { emptyHost, type HostDraft, hostDraftErrors, leadsElsewhere, toHostInput } from './host-draft.ts';

const filled: HostDraft = {
  name: ' Web ',
  address: ' web.example ',
  port: '2222',
  user: 'deploy',
  login: 'key',
  privateKeyPath: ' ~/.ssh/id_ed25519 ',
  jump: 'gate.example',
};

describe('toHostInput', () => {
  it('leaves to the SSH configuration what was left empty, and names the host after its address', () => {
    expect(toHostInput({ ...emptyHost, address: ' web ' }, '', null)).toEqual({
      name: 'web',
      kind: 'ssh',
      address: 'web',
    });
  });

  it('carries everything that was filled in, trimmed, but never a secret', () => {
    expect(toHostInput(filled, ' pass phrase ', 'SHA256:abc')).toEqual({
      name: 'Web',
      kind: 'ssh',
      address: 'web.example',
      port: 2222,
      user: 'deploy',
      privateKeyPath: '~/.ssh/id_ed25519',
      passphrase: ' pass phrase ',
      jump: 'gate.example',
      hostKeyFingerprint: 'SHA256:abc',
    });
  });

  it.each(['default', 'key', 'agent', 'password'] as const)(
    '%s: one way to log in, as the contract wants it',
    (login) => {
      const input = toHostInput({ ...filled, login }, 'secret', null);
      expect(sshHostInput.safeParse(input).error).toBeUndefined();
      const ways = { password: input.password, agent: input.agent, privateKeyPath: input.privateKeyPath };
      expect(Object.values(ways).filter((way) => way !== undefined)).toHaveLength(login === 'default' ? 0 : 1);
      expect(input.passphrase).toBe(login === 'key' ? 'secret' : undefined);
    },
  );
});

describe('hostDraftErrors', () => {
  it('finds nothing wrong with what the contract takes', () => {
    expect(hostDraftErrors(filled, '')).toEqual({});
    expect(hostDraftErrors({ ...emptyHost, address: 'web' }, '')).toEqual({});
  });

  it('names each field that is wrong', () => {
    const wrong = { ...filled, address: '-oProxyCommand=x', port: '70000', user: 'a b', privateKeyPath: ' ' };
    expect(Object.keys(hostDraftErrors(wrong, ''))).toEqual(['address', 'port', 'user', 'privateKeyPath']);
    expect(Object.keys(hostDraftErrors({ ...filled, login: 'password' }, ''))).toEqual(['password']);
    for (const port of ['0', 'ssh', '22.5', '-1'])
      expect(hostDraftErrors({ ...filled, port }, '')).toHaveProperty('port');
  });
});

it('keeps a fingerprint that was compared only for the same machine', () => {
  expect(leadsElsewhere({ user: 'root' })).toBe(false);
  expect(leadsElsewhere({ address: 'other' })).toBe(true);
  expect(leadsElsewhere({ port: '' })).toBe(true);
  expect(leadsElsewhere({ jump: 'gate' })).toBe(true);
});
