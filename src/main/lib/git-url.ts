// Which addresses git is given. Git itself also understands `ext::COMMAND` and options in an address's place: an
// address is taken apart here first, and only the transports below leave this file.

export type GitTransport = 'https' | 'http' | 'ssh' | 'git' | 'file';

export interface GitUrl {
  readonly transport: GitTransport;
  /** What git is given and people are shown: never with a password; with a user only for ssh. */
  readonly url: string;
  /** Name and port as written in the address; null for a local path. */
  readonly host: string | null;
  /** Path of the repository on its server or disk. */
  readonly path: string;
  /** What stood before the `@` of an http address. Taken out of `url`. */
  readonly username: string | null;
  readonly password: string | null;
}

export type GitUrlResult =
  | { readonly ok: true; readonly value: GitUrl }
  | { readonly ok: false; readonly problem: string };

const refused = (problem: string): GitUrlResult => ({ ok: false, problem });
const accepted = (value: GitUrl): GitUrlResult => ({ ok: true, value });

const hostPattern = /^(?:[A-Za-z0-9_][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])$/;
const userPattern = /^[A-Za-z0-9_][A-Za-z0-9._+-]*$/;
const windowsPath = /^[A-Za-z]:[\\/]/;
const transports: ReadonlyMap<string, GitTransport> = new Map([
  ['https:', 'https'],
  ['http:', 'http'],
  ['ssh:', 'ssh'],
  ['git+ssh:', 'ssh'],
  ['git:', 'git'],
  ['file:', 'file'],
]);

/** Accepts https, http, ssh, git and file addresses, `user@host:path`, absolute paths, and `host.name/path` as https. */
export function parseGitUrl(text: string): GitUrlResult {
  const trimmed = text.trim();
  if (trimmed === '') return refused('is empty');
  if (trimmed.startsWith('-')) return refused('may not begin with "-"');
  // A line break or NUL in an address is never meant; git would hand it on to helpers line by line.
  if (/[\u0000-\u001f\u007f]/.test(trimmed)) return refused('contains a control character');
  if (trimmed.startsWith('/') || windowsPath.test(trimmed)) return accepted(local(trimmed));
  if (/^[A-Za-z0-9]*::/.test(trimmed)) return refused('names a transport that is not allowed');
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(trimmed)) return parseWithScheme(trimmed);
  if (/^(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}\/[^:]+$/.test(trimmed)) return parseWithScheme(`https://${trimmed}`);
  return parseScpLike(trimmed);
}

function local(path: string): GitUrl {
  return { transport: 'file', url: path, host: null, path, username: null, password: null };
}

function parseWithScheme(text: string): GitUrlResult {
  let parsed: URL;
  try {
    parsed = new URL(text);
  } catch {
    return refused('is not an address');
  }
  const transport = transports.get(parsed.protocol);
  if (transport === undefined) {
    return refused(`"${parsed.protocol}//" is not allowed; use https, http, ssh, git or file`);
  }
  const path = decodePath(parsed.pathname);
  if (path === null) return refused('has a broken % sequence');
  if (transport === 'file') {
    if (parsed.host !== '') return refused('a file address names a path of this machine: file:///path');
    return accepted({ ...local(path), url: text });
  }
  // `new URL` leaves hosts of schemes it does not know as they are: checked here for all alike.
  if (!hostPattern.test(parsed.hostname)) return refused('has no valid host name');
  if (path === '' || path === '/') return refused('names a server but no repository on it');
  const username = decodePath(parsed.username);
  const password = decodePath(parsed.password);
  if (username === null || password === null) return refused('has a broken % sequence');
  if (transport === 'ssh') return parseSsh(parsed, path, username, password);
  const url = `${transport}://${parsed.host}${parsed.pathname}${parsed.search}`;
  return accepted({ transport, url, host: parsed.host, path, username: username || null, password: password || null });
}

function parseSsh(parsed: URL, path: string, username: string, password: string): GitUrlResult {
  if (password !== '') return refused('an SSH address takes no password; use an SSH key');
  if (username !== '' && !userPattern.test(username)) return refused('has no valid user name');
  const user = username === '' ? '' : `${username}@`;
  const url = `ssh://${user}${parsed.host}${parsed.pathname}`;
  return accepted({ transport: 'ssh', url, host: parsed.host, path, username: null, password: null });
}

function parseScpLike(text: string): GitUrlResult {
  const match = /^(?:(?<user>[^@/:]+)@)?(?<host>[^@/:]+|\[[^\]/]+\]):(?<path>[^:].*)$/.exec(text);
  if (match?.groups === undefined) {
    return refused('is not an address; use https://HOST/PATH, git@HOST:PATH or an absolute path');
  }
  const { user, host = '', path = '' } = match.groups;
  if (!hostPattern.test(host)) return refused('has no valid host name');
  if (user !== undefined && !userPattern.test(user)) return refused('has no valid user name');
  if (path.startsWith('-')) return refused('has a path that begins with "-"');
  return accepted({ transport: 'ssh', url: text, host, path, username: null, password: null });
}

function decodePath(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The last part of the path without `.git`, as `git clone` names its directory. */
export function repositoryName({ path }: Pick<GitUrl, 'path'>): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '' && part !== '.git');
  return (parts.at(-1) ?? '').replace(/\.git$/, '');
}
