import { describe, expect, it } from 'vitest';
import { memoryKeychain, memoryUsers } from '../../../../tests/support/fake-users.ts';
import { AppError } from '../../../contract/app-error.ts';
import type { UserId } from '../../../contract/ids.ts';
import { createGithubTokens } from './github-tokens.ts';
import type { GithubApi } from './ports.ts';
import { createIdentity, type IdentityDeps } from './service.ts';

const { signal } = new AbortController();
const ownerId = 1 as UserId;
const caller = { userId: ownerId, shell: 'browser', signal } as const;

function setUp(options: { readonly allowedUsers?: readonly string[]; readonly github?: false } = {}) {
  const users = memoryUsers();
  const keychain = memoryKeychain();
  const warnings: string[] = [];
  const clock = { now: 1_000_000 };
  let failure: Error | null = null;
  let count = 0;
  /** Tokens are `token-LOGIN`; ids count from the login's length. */
  const api: GithubApi = {
    viewer: async (token) => ({ id: token.length, login: token.replace('token-', ''), name: null, avatarUrl: null }),
    repositories: async () => {
      if (failure !== null) {
        throw failure;
      }
      return { items: [], hasMore: false };
    },
  };
  const deps: IdentityDeps = {
    users,
    githubTokens: createGithubTokens({ keychain, warn: (message) => void warnings.push(message) }),
    github:
      options.github === false ? null : { api, url: 'https://github.com', allowedUsers: options.allowedUsers ?? [] },
    tokens: ['fixed', 'of-the-instance'],
    version: '1.2.3',
    now: () => clock.now,
    randomToken: () => `link-${(count += 1)}`,
  };
  const fail = (error: Error) => {
    failure = error;
  };
  return { identity: createIdentity(deps), users, keychain, warnings, clock, fail };
}

const login = (name: string, currentUserId: UserId | null = null) => ({
  accessToken: `token-${name}`,
  currentUserId,
  signal,
});

describe('one-time links', () => {
  it('log in the owner once', () => {
    const { identity } = setUp();
    const { token } = identity.issueLoginLink();
    expect(identity.redeemLoginLink(token).id).toBe(ownerId);
    expect(() => identity.redeemLoginLink(token)).toThrow(new AppError('LOGIN_LINK_INVALID', {}));
  });

  it('end after ten minutes', () => {
    const { identity, clock } = setUp();
    const { token, expiresAt } = identity.issueLoginLink();
    expect(expiresAt).toBe(clock.now + 600_000);
    clock.now = expiresAt;
    expect(() => identity.redeemLoginLink(token)).toThrow('used already or has expired');
  });

  it('refuse what was never issued, and keep the others', () => {
    const { identity } = setUp();
    const { token } = identity.issueLoginLink();
    expect(() => identity.redeemLoginLink('')).toThrow('used already');
    expect(() => identity.redeemLoginLink(`${token}x`)).toThrow('used already');
    expect(identity.redeemLoginLink(token).id).toBe(ownerId);
  });

  it('are bounded in number: the oldest go', () => {
    const { identity } = setUp();
    const tokens = Array.from({ length: 21 }, () => identity.issueLoginLink().token);
    expect(() => identity.redeemLoginLink(tokens[0] ?? '')).toThrow('used already');
    expect(identity.redeemLoginLink(tokens[1] ?? '').id).toBe(ownerId);
  });
});

describe('tokens', () => {
  it('are the owner’s, or nobody’s', () => {
    const { identity } = setUp();
    expect(identity.authenticateToken('fixed')?.id).toBe(ownerId);
    expect(identity.authenticateToken('of-the-instance')?.id).toBe(ownerId);
    expect(['', 'fixe', 'fixed2', 'FIXED'].map((token) => identity.authenticateToken(token))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('the GitHub login', () => {
  it('lets nobody in who is not on the list', async () => {
    const { identity, keychain } = setUp({ allowedUsers: ['grace'] });
    await expect(identity.loginWithGithub(login('mallory'))).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'You may not log in here as mallory.',
    });
    expect(keychain.entries.size).toBe(0);
  });

  it('makes a user of whoever is on the list, whatever the case, and keeps the token in the keychain', async () => {
    const { identity, keychain } = setUp({ allowedUsers: ['Grace'] });
    const row = await identity.loginWithGithub(login('grace'));
    expect(row).toMatchObject({ login: 'grace', githubId: 11 });
    expect(identity.roleOf(row.id)).toBe('admin');
    expect((await identity.loginWithGithub(login('grace'))).id).toBe(row.id);
    expect([...keychain.entries]).toEqual([[`github-token-${row.id}`, 'token-grace']]);
  });

  it('links the account when the owner is logged in, and lets that account in from then on', async () => {
    const { identity } = setUp();
    await expect(identity.loginWithGithub(login('ada'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await identity.loginWithGithub(login('ada', ownerId))).toMatchObject({ id: ownerId, githubId: 9 });
    expect((await identity.loginWithGithub(login('ada'))).id).toBe(ownerId);
    expect(identity.roleOf(ownerId)).toBe('owner');
  });

  it('links nothing to a guest', async () => {
    const { identity, users } = setUp({ allowedUsers: ['grace'] });
    const guest = await identity.loginWithGithub(login('grace'));
    await expect(identity.loginWithGithub(login('mallory', guest.id))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(users.owner().githubId).toBeNull();
  });

  it('shuts out whoever is taken off the list', async () => {
    const before = setUp({ allowedUsers: ['grace'] });
    const { id } = await before.identity.loginWithGithub(login('grace'));
    const after = createIdentity({
      users: before.users,
      githubTokens: createGithubTokens({ keychain: before.keychain, warn: () => undefined }),
      github: null,
      tokens: [],
      version: '1.2.3',
      now: () => 0,
      randomToken: () => 'x',
    });
    expect(after.roleOf(id)).toBeNull();
    expect(after.roleOf(99 as UserId)).toBeNull();
  });

  it('works where there is no keychain, and says so', async () => {
    const { identity, keychain, warnings } = setUp();
    keychain.problem = new AppError('KEYCHAIN_UNAVAILABLE', { problem: 'none' });
    await identity.loginWithGithub(login('ada', ownerId));
    expect((await identity.session(undefined, caller)).isGithubConnected).toBe(true);
    expect(warnings).toHaveLength(1);
    expect(keychain.entries.size).toBe(0);
  });

  it('finds the token once a locked keychain is opened', async () => {
    const { identity, keychain, warnings } = setUp();
    keychain.entries.set('github-token-1', 'token-ada');
    keychain.problem = new AppError('KEYCHAIN_UNAVAILABLE', { problem: 'locked' });
    const isConnected = async () => (await identity.session(undefined, caller)).isGithubConnected;
    expect([await isConnected(), await isConnected()]).toEqual([false, false]);
    keychain.problem = null;
    expect(await isConnected()).toBe(true);
    expect(warnings).toHaveLength(1);
  });

  it('is refused where no application is configured', async () => {
    const { identity } = setUp({ github: false });
    await expect(identity.loginWithGithub(login('ada', ownerId))).rejects.toMatchObject({
      code: 'GITHUB_NOT_CONFIGURED',
    });
  });
});

describe('session', () => {
  it('says who is logged in and what GitHub offers', async () => {
    const { identity } = setUp();
    const before = await identity.session(undefined, caller);
    expect(before).toEqual({
      user: { id: 1, login: 'owner', name: null, avatarUrl: null, isGithub: false },
      shell: 'browser',
      version: '1.2.3',
      isGithubConfigured: true,
      isGithubConnected: false,
    });
    await identity.loginWithGithub(login('ada', ownerId));
    expect(await identity.session(undefined, caller)).toMatchObject({
      user: { login: 'ada', isGithub: true },
      isGithubConnected: true,
    });
  });

  it('is none for a user who is gone', async () => {
    const { identity } = setUp();
    await expect(identity.session(undefined, { ...caller, userId: 5 as UserId })).rejects.toMatchObject({
      code: 'NOT_LOGGED_IN',
    });
  });
});

describe('repositories', () => {
  const input = { query: '', page: 1 };

  it('need an application, then a login', async () => {
    const none = setUp({ github: false });
    await expect(none.identity.repositories(input, caller)).rejects.toMatchObject({ code: 'GITHUB_NOT_CONFIGURED' });
    const { identity } = setUp();
    await expect(identity.repositories(input, caller)).rejects.toMatchObject({ code: 'GITHUB_NOT_CONNECTED' });
    await identity.loginWithGithub(login('ada', ownerId));
    expect(await identity.repositories(input, caller)).toEqual({ items: [], hasMore: false });
  });

  it('forget a token that GitHub refuses', async () => {
    const { identity, keychain, fail } = setUp();
    await identity.loginWithGithub(login('ada', ownerId));
    fail(new AppError('GITHUB_NOT_CONNECTED', {}));
    await expect(identity.repositories(input, caller)).rejects.toMatchObject({ code: 'GITHUB_NOT_CONNECTED' });
    expect(keychain.entries.size).toBe(0);
    expect((await identity.session(undefined, caller)).isGithubConnected).toBe(false);
  });
});

describe('gitCredentialFor', () => {
  it('gives the token to that GitHub alone', async () => {
    const { identity } = setUp();
    expect(await identity.gitCredentialFor('https://github.com/ada/shop.git', ownerId)).toBeNull();
    await identity.loginWithGithub(login('ada', ownerId));
    expect(await identity.gitCredentialFor('https://github.com/ada/shop.git', ownerId)).toEqual({
      kind: 'token',
      username: 'x-access-token',
      token: 'token-ada',
    });
    for (const other of [
      'https://github.com.evil.example/a',
      'http://github.com/a',
      'git@github.com:ada/shop.git',
      '/srv/git/a',
    ]) {
      expect(await identity.gitCredentialFor(other, ownerId)).toBeNull();
    }
  });
});
