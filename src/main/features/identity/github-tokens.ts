// GitHub tokens of the users who logged in with it, in the keychain. Where none is to be had a token lives as long as
// the program: the login works, and nothing is ever written in the clear.
import type { UserId } from '../../../contract/ids.ts';
import type { Keychain } from './ports.ts';

export interface GithubTokens {
  get(id: UserId): Promise<string | null>;
  put(id: UserId, token: string): Promise<void>;
  remove(id: UserId): Promise<void>;
}

export interface GithubTokensDeps {
  readonly keychain: Keychain;
  readonly warn: (message: string, context: Readonly<Record<string, unknown>>) => void;
}

export const githubTokenName = (id: number): string => `github-token-${id}`;

export function createGithubTokens({ keychain, warn }: GithubTokensDeps): GithubTokens {
  /** Null: known that there is none. */
  const known = new Map<UserId, string | null>();
  const warned = new Set<string>();

  /** Undefined when the keychain fails: it may be unlocked later. Said once, not at every request. */
  async function attempt<T>(verb: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!warned.has(verb)) {
        warned.add(verb);
        warn(`The keychain could not ${verb} a GitHub token; it lasts until miniPaaS stops`, { err: error });
      }
      return undefined;
    }
  }

  return {
    async get(id) {
      const token = known.get(id);
      if (token !== undefined) {
        return token;
      }
      const stored = await attempt('give back', () => keychain.get(githubTokenName(id)));
      if (stored !== undefined) {
        known.set(id, stored);
      }
      return stored ?? null;
    },
    async put(id, token) {
      known.set(id, token);
      await attempt('store', () => keychain.set(githubTokenName(id), token));
    },
    async remove(id) {
      known.set(id, null);
      await attempt('forget', () => keychain.remove(githubTokenName(id)));
    },
  };
}
