// Whether two addresses lead to the same Git server, so that a credential for one may be shown to the other.
import type { Source } from '../../../contract/sources.ts';

/** Scheme, name and port alike: a token meant for https is not for http, and another port may be another program. */
export function isSameServer(one: Source, other: Source): boolean {
  if (one.kind !== 'git' || other.kind !== 'git') {
    return one.kind === other.kind;
  }
  const server = serverOf(one.repoUrl);
  return server !== null && server === serverOf(other.repoUrl);
}

/** `git@host:path` is ssh, as Git reads it. Null for an address that names no server. */
function serverOf(address: string): string | null {
  const short = /^(?:[^@/:]+@)?([^/:@]+):(?!\/\/)/.exec(address);
  if (short?.[1] !== undefined) {
    return `ssh://${short[1].toLowerCase()}`;
  }
  const url = URL.parse(address);
  if (url === null) {
    return null;
  }
  // A URL of a scheme that browsers do not know keeps its usual port, and its name as it was typed.
  const host = url.host.toLowerCase();
  return `${url.protocol}//${url.protocol === 'ssh:' ? host.replace(/:22$/, '') : host}`;
}
