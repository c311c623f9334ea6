// What a person enters for a domain, checked and brought into the one form in which it is kept: it ends up in configurations
// of other programs, so that nothing but plain names and paths passes.
import { domainToASCII } from 'node:url';
import { AppError } from '../../../contract/app-error.ts';

/** Lower case and ASCII. Throws VALIDATION_FAILED, here and below. */
export function checkHostName(text: string): string {
  const name = domainToASCII(text.trim().toLowerCase().replace(/\.$/, ''));
  const problem = hostNameProblem(text, name);
  if (problem !== null) {
    throw refused('hostName', problem);
  }
  return name;
}

/** What Node takes for an address ends in a number or has colons, as no name of a machine does. */
const isAddress = (name: string): boolean => /(?:^|\.)\d+$|:/.test(name);

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function hostNameProblem(entered: string, name: string): string | null {
  if (/[/:?#@]/.test(entered)) {
    return 'enter the name alone, as in shop.example.com, without https:// and without a port';
  }
  if (entered.includes('*')) {
    return 'a wildcard cannot be used: each name gets its own certificate';
  }
  if (name === '' || name.length > 253 || isAddress(name)) {
    return 'it is not the name of a machine';
  }
  if (name === 'localhost' || name.endsWith('.localhost')) {
    return 'names of .localhost are there already; a project’s own is its subdomain in the settings';
  }
  const labels = name.split('.');
  return labels.length > 1 && labels.every((each) => label.test(each))
    ? null
    : 'it needs letters, digits and dashes in at least two parts, as in shop.example.com';
}

/** With a slash at its beginning and none at its end. */
export function checkPathPrefix(text: string): string {
  const path = `/${text.trim().replace(/^\/+|\/+$/g, '')}`;
  if (path !== '/' && !/^(?:\/[A-Za-z0-9._~-]+)+$/.test(path)) {
    throw refused('pathPrefix', 'a path is made of letters, digits and . _ ~ -, as in /shop');
  }
  if (path.split('/').some((part) => part === '.' || part === '..')) {
    throw refused('pathPrefix', '"." and ".." lead elsewhere');
  }
  return path;
}

/** Where visitors are sent to; the path that they asked for is put behind it. */
export function checkRedirect(text: string | null, hostName: string): string | null {
  if (text === null || text.trim() === '') {
    return null;
  }
  const url = URL.parse(text.includes('://') ? text.trim() : `https://${text.trim()}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw refused('redirectTo', 'enter an address without a query, as in https://example.com');
  }
  if (url.hostname === hostName && url.pathname === '/') {
    throw refused('redirectTo', 'it leads to itself');
  }
  if (!/^[\w.~:/%[\]-]*$/.test(url.href)) {
    throw refused('redirectTo', 'it has characters that an address of this kind cannot have');
  }
  return url.href.replace(/\/$/, '');
}

function refused(field: string, problem: string): AppError {
  return new AppError('VALIDATION_FAILED', { field, problem }, { field });
}
