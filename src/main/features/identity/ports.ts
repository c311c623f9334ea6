// What the identity feature needs from outside.
import type { Repository } from '../../../contract/identity.ts';
import type { UserId } from '../../../contract/ids.ts';

export interface UserRow {
  readonly id: UserId;
  /** Null for somebody who needs no GitHub account: the owner of the machine, until an account is linked. */
  readonly githubId: number | null;
  readonly login: string;
  readonly name: string | null;
  readonly avatarUrl: string | null;
  readonly createdAt: number;
}

export interface UserStore {
  /** The local owner: the desktop's user, the one-time link's, the fixed token's. Made by the first migration. */
  owner(): UserRow;
  list(): readonly UserRow[];
  get(id: UserId): UserRow | null;
  /** Inserts or updates by GitHub id. */
  upsertGithub(
    user: {
      readonly githubId: number;
      readonly login: string;
      readonly name: string | null;
      readonly avatarUrl: string | null;
    },
    now: number,
  ): UserRow;
  /** Gives an existing user this GitHub account, taking it from whoever had it: in one transaction. Null when the user is gone. */
  linkGithub(
    id: UserId,
    user: {
      readonly githubId: number;
      readonly login: string;
      readonly name: string | null;
      readonly avatarUrl: string | null;
    },
    now: number,
  ): UserRow | null;
  /** Null when nobody has that account. */
  getByGithub(githubId: number): UserRow | null;
}

/** Browser sessions, in SQLite so that they can be revoked and survive a restart. Ids are stored hashed. */
export interface SessionStore {
  get(id: string, now: number): Record<string, unknown> | null;
  put(id: string, data: Record<string, unknown>, expiresAt: number): void;
  remove(id: string): void;
  removeExpired(now: number): number;
}

export interface GithubApi {
  viewer(
    token: string,
    signal?: AbortSignal,
  ): Promise<{
    readonly id: number;
    readonly login: string;
    readonly name: string | null;
    readonly avatarUrl: string | null;
  }>;
  repositories(
    token: string,
    options: { readonly query: string; readonly page: number; readonly signal?: AbortSignal },
  ): Promise<{ readonly items: readonly Repository[]; readonly hasMore: boolean }>;
}

/** A small store for secrets of the operating system; each entry a text. Throws KEYCHAIN_UNAVAILABLE. */
export interface Keychain {
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
}
