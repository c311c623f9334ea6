/** A domain as it is entered, and what is sent of it. Pure. */
import type { Domain } from '../../../contract/domains.ts';

export interface DomainDraft {
  readonly hostName: string;
  readonly pathPrefix: string;
  readonly stripPrefix: boolean;
  readonly redirectTo: string;
  readonly tls: Domain['tls'];
  readonly hasAuth: boolean;
  readonly authUser: string;
}

export function draftOf(domain: Domain | null): DomainDraft {
  return {
    hostName: domain?.hostName ?? '',
    pathPrefix: domain === null || domain.pathPrefix === '/' ? '' : domain.pathPrefix,
    stripPrefix: domain?.stripPrefix ?? false,
    redirectTo: domain?.redirectTo ?? '',
    tls: domain?.tls ?? 'auto',
    hasAuth: domain !== null && domain.authUser !== null,
    authUser: domain?.authUser ?? '',
  };
}

/** A password that is not entered again stays as it is. */
const keepsPassword = (draft: DomainDraft, password: string, domain: Domain | null): boolean =>
  password === '' && domain !== null && domain.authUser === draft.authUser.trim();

export function domainErrors(
  draft: DomainDraft,
  password: string,
  domain: Domain | null,
): Readonly<Record<string, string>> {
  const isShort = draft.hasAuth && !keepsPassword(draft, password, domain) && password.length < 8;
  return {
    ...(draft.hostName.trim() === '' ? { hostName: 'Enter a name.' } : {}),
    ...(draft.hasAuth && draft.authUser.trim() === '' ? { authUser: 'Enter a user.' } : {}),
    ...(isShort ? { password: 'At least 8 characters.' } : {}),
  };
}

export function toInput(draft: DomainDraft, password: string, domain: Domain | null) {
  const path = draft.pathPrefix.trim();
  const auth = draft.hasAuth ? { user: draft.authUser.trim(), password } : null;
  return {
    hostName: draft.hostName.trim(),
    pathPrefix: path === '' ? '/' : path,
    stripPrefix: draft.stripPrefix && path !== '' && path !== '/',
    redirectTo: draft.redirectTo.trim() === '' ? null : draft.redirectTo.trim(),
    tls: draft.tls,
    ...(draft.hasAuth && keepsPassword(draft, password, domain) ? {} : { auth }),
  };
}
