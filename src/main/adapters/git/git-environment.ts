// Git sees what it needs of our environment and nothing else: no token of ours, no GIT_TRACE that prints headers.
import type { GitTransport } from '../../lib/git-url.ts';

const passedOn =
  /^(?:PATH|HOME|USER|LOGNAME|USERNAME|TMPDIR|TEMP|TMP|LANG|XDG_CONFIG_HOME|XDG_RUNTIME_DIR|SSH_AUTH_SOCK|(?:https?|all|no)_proxy|SSL_CERT_(?:FILE|DIR)|GIT_SSL_(?:CAINFO|CAPATH)|GIT_CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|USERPROFILE|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES)$/i;

/**
 * The user's and the system's git configuration stay in force: proxies, certificates and credential helpers live there.
 * GIT_ALLOW_PROTOCOL is a list of its own that no configuration widens, for submodules and redirects as well: local
 * paths are in it only when the repository itself is local.
 */
export function baseEnvironment(inherited: NodeJS.ProcessEnv, transport: GitTransport): Record<string, string> {
  const kept = Object.entries(inherited).filter(
    (pair): pair is [string, string] => passedOn.test(pair[0]) && pair[1] !== undefined,
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    GIT_ALLOW_PROTOCOL: transport === 'file' ? 'file:https:http:ssh:git' : 'https:http:ssh:git',
    GIT_OPTIONAL_LOCKS: '0',
  };
}
