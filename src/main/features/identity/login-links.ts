// One-time logins: whoever can read the program's output or run its command line may open one browser session.
import { AppError } from '../../../contract/app-error.ts';
import { isSameSecret } from './secret-compare.ts';

export const LOGIN_LINK_MINUTES = 10;
/** Older ones are dropped, so that issuing cannot fill memory. */
const MAX_OPEN_LINKS = 20;

export interface LoginLink {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface LoginLinks {
  issue(): LoginLink;
  /** Uses the token up. Throws LOGIN_LINK_INVALID for one that is unknown, used or too old. */
  redeem(token: string): void;
}

export function createLoginLinks(deps: { readonly now: () => number; readonly randomToken: () => string }): LoginLinks {
  let open: readonly LoginLink[] = [];

  return {
    issue() {
      const now = deps.now();
      const link = { token: deps.randomToken(), expiresAt: now + LOGIN_LINK_MINUTES * 60_000 };
      open = [...open.filter(({ expiresAt }) => expiresAt > now), link].slice(-MAX_OPEN_LINKS);
      return link;
    },
    redeem(token) {
      const now = deps.now();
      // All are compared, so that the duration says nothing about which was meant.
      const found = open.filter((link) => isSameSecret(token, link.token));
      open = open.filter((link) => !found.includes(link));
      if (!found.some(({ expiresAt }) => expiresAt > now)) {
        throw new AppError('LOGIN_LINK_INVALID', {});
      }
    },
  };
}
