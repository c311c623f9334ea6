// Who is at the other end: the owner of this machine, or a GitHub user whom the configuration lets in.
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { Repository, Session, User } from '../../../contract/identity.ts';
import type { UserId } from '../../../contract/ids.ts';
import type { GitCredential } from '../../../contract/sources.ts';
import type { GithubTokens } from './github-tokens.ts';
import { createLoginLinks, type LoginLink } from './login-links.ts';
import type { GithubApi, UserRow, UserStore } from './ports.ts';
import type { Role } from './roles.ts';
import { isSameSecret } from './secret-compare.ts';

export interface IdentityDeps {
  readonly users: UserStore;
  readonly githubTokens: GithubTokens;
  /** Null: no GitHub application is configured. */
  readonly github: {
    readonly api: GithubApi;
    /** `https://github.com`, or an Enterprise server. */
    readonly url: string;
    /** Logins that are let in, besides the account that the owner linked. */
    readonly allowedUsers: readonly string[];
  } | null;
  /** Bearer tokens of the owner: the fixed one, the one of `instance.json`. */
  readonly tokens: readonly string[];
  readonly version: string;
  readonly now: () => number;
  /** At least 128 bits, fit for a URL. */
  readonly randomToken: () => string;
}

export interface GithubLogin {
  readonly accessToken: string;
  /** Who is logged in in this browser already. */
  readonly currentUserId: UserId | null;
  readonly signal: AbortSignal;
}

export type Identity = ReturnType<typeof createIdentity>;

export function createIdentity(deps: IdentityDeps) {
  const { users, github, githubTokens } = deps;
  const links = createLoginLinks(deps);

  function isAllowed(login: string): boolean {
    const wanted = login.toLowerCase();
    return github?.allowedUsers.some((allowed) => allowed.toLowerCase() === wanted) ?? false;
  }

  async function tokenOf(id: UserId): Promise<string> {
    const token = await githubTokens.get(id);
    if (token === null) {
      throw new AppError('GITHUB_NOT_CONNECTED', {});
    }
    return token;
  }

  return {
    // ---- the contract ----
    async session(_input: undefined, caller: Pick<Caller, 'userId' | 'shell'>): Promise<Session> {
      const row = users.get(caller.userId);
      if (row === null) {
        throw new AppError('NOT_LOGGED_IN', {});
      }
      return {
        user: userView(row),
        shell: caller.shell,
        version: deps.version,
        isGithubConfigured: github !== null,
        isGithubConnected: github !== null && (await githubTokens.get(row.id)) !== null,
      };
    },

    async repositories(
      { query, page }: { readonly query: string; readonly page: number },
      caller: Pick<Caller, 'userId' | 'signal'>,
    ): Promise<{ items: Repository[]; hasMore: boolean }> {
      if (github === null) {
        throw new AppError('GITHUB_NOT_CONFIGURED', {});
      }
      const token = await tokenOf(caller.userId);
      try {
        const found = await github.api.repositories(token, { query: query.trim(), page, signal: caller.signal });
        return { items: [...found.items], hasMore: found.hasMore };
      } catch (error) {
        if (isAppError(error) && error.code === 'GITHUB_NOT_CONNECTED') {
          // Revoked at GitHub: forget it, so that the dashboard offers the login again.
          await githubTokens.remove(caller.userId);
        }
        throw error;
      }
    },

    // ---- logging in ----
    owner: (): UserRow => users.owner(),

    /** Null: not (or no longer) let in. Asked at each request, so that taking somebody off the list works at once. */
    roleOf(id: UserId): Role | null {
      const owner = users.owner();
      if (id === owner.id) {
        return 'owner';
      }
      const row = users.get(id);
      return row !== null && row.githubId !== null && isAllowed(row.login) ? 'admin' : null;
    },

    issueLoginLink: (): LoginLink => links.issue(),

    /** Uses the link up and gives back whom it logs in. Throws LOGIN_LINK_INVALID. */
    redeemLoginLink(token: string): UserRow {
      links.redeem(token);
      return users.owner();
    },

    /** Whose Bearer token this is; null for a wrong one. */
    authenticateToken(token: string): UserRow | null {
      // `filter`, not `some`: all are compared.
      return deps.tokens.filter((expected) => isSameSecret(token, expected)).length > 0 ? users.owner() : null;
    },

    /**
     * Logs in the account that the token belongs to. The owner's browser links the account to the owner; any other
     * account must be the linked one or on the list of the configuration. Throws FORBIDDEN, GITHUB_FAILED.
     */
    async loginWithGithub({ accessToken, currentUserId, signal }: GithubLogin): Promise<UserRow> {
      if (github === null) {
        throw new AppError('GITHUB_NOT_CONFIGURED', {});
      }
      const { id: githubId, ...profile } = await github.api.viewer(accessToken, signal);
      const account = { githubId, ...profile };
      const owner = users.owner();
      const isLinking = currentUserId === owner.id;
      const isKnown = owner.githubId === githubId || isAllowed(account.login);
      if (!isLinking && !isKnown) {
        throw new AppError('FORBIDDEN', { action: `log in here as ${account.login}` });
      }
      const row = isLinking
        ? (users.linkGithub(owner.id, account, deps.now()) ?? owner)
        : users.upsertGithub(account, deps.now());
      await githubTokens.put(row.id, accessToken);
      return row;
    },

    /** What reads a private repository of the GitHub that this user is logged in with; null for any other address. */
    async gitCredentialFor(repoUrl: string, userId: UserId): Promise<GitCredential | null> {
      if (github === null || !isBelow(repoUrl, github.url)) {
        return null;
      }
      const token = await githubTokens.get(userId);
      return token === null ? null : { kind: 'token', username: 'x-access-token', token };
    },
  };
}

function userView(row: UserRow): User {
  return { id: row.id, login: row.login, name: row.name, avatarUrl: row.avatarUrl, isGithub: row.githubId !== null };
}

function isBelow(repoUrl: string, githubUrl: string): boolean {
  const repository = URL.parse(repoUrl);
  const server = URL.parse(githubUrl);
  return repository !== null && server !== null && repository.origin === server.origin;
}
