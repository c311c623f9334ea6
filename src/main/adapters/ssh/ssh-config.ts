// What OpenSSH's own configuration says of a host. The system's `ssh -G` is asked, since it alone knows patterns, Match, Include and
// tokens as the person at this machine knows them; where there is no `ssh`, there is nothing to read.
import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { promisify } from 'node:util';
import { AppError } from '../../../contract/app-error.ts';

export interface SshConfig {
  readonly hostName: string;
  readonly user: string | null;
  readonly port: number;
  readonly identityFiles: readonly string[];
  /** Null: what SSH_AUTH_SOCK names. `none`: no agent. */
  readonly identityAgent: string | null;
  readonly proxyJump: string | null;
  /** A program of the person's own that makes the connection. */
  readonly proxyCommand: string | null;
  /** The name under which the host's keys are listed, where it is not its own. */
  readonly hostKeyAlias: string | null;
  readonly knownHostsFiles: readonly string[];
}

export interface SshConfigRequest {
  readonly host: string;
  readonly port: number | null;
  readonly user: string | null;
}

export type ReadSshConfig = (request: SshConfigRequest, signal: AbortSignal) => Promise<SshConfig>;

const run = promisify(execFile);
const TIMEOUT_MS = 10_000;

/** Throws SSH_CONFIG_UNUSABLE. */
export const readSshConfig: ReadSshConfig = async ({ host, port, user }, signal) => {
  const options = [...(port === null ? [] : ['-p', String(port)]), ...(user === null ? [] : ['-l', user])];
  try {
    const { stdout } = await run('ssh', ['-G', ...options, '--', host], { signal, timeout: TIMEOUT_MS });
    return parseSshConfig(stdout, { host, port, user }, homedir());
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) {
      throw error;
    }
    const failure = error as NodeJS.ErrnoException & { readonly stderr?: string };
    if (failure.code === 'ENOENT') {
      return parseSshConfig('', { host, port, user }, homedir());
    }
    const problem = failure.stderr?.trim().split('\n').at(-1) ?? failure.message;
    throw new AppError('SSH_CONFIG_UNUSABLE', { host, problem }, { cause: error });
  }
};

/** `text`: what `ssh -G` printed, or nothing. */
export function parseSshConfig(text: string, request: SshConfigRequest, home: string): SshConfig {
  const values = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/)) {
    const [, key, value] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) {
      values.set(key, [...(values.get(key) ?? []), value]);
    }
  }
  const one = (key: string): string | null => values.get(key)?.[0] ?? null;
  const meaning = (key: string): string | null => (one(key) === 'none' ? null : one(key));
  const inHome = (path: string): string => path.replace(/^~(?=[/\\])/, home);
  const knownHosts = [...words(one('userknownhostsfile')), ...words(one('globalknownhostsfile'))];
  const agent = one('identityagent');
  return {
    hostName: one('hostname') ?? request.host,
    user: request.user ?? one('user'),
    port: request.port ?? Number(one('port') ?? 22),
    identityFiles: (values.get('identityfile') ?? []).map(inHome),
    identityAgent: agent === null || agent === 'SSH_AUTH_SOCK' ? null : inHome(agent),
    proxyJump: meaning('proxyjump'),
    proxyCommand: meaning('proxycommand'),
    hostKeyAlias: meaning('hostkeyalias'),
    knownHostsFiles: (knownHosts.length === 0 ? defaultKnownHosts : knownHosts).map(inHome),
  };
}

const defaultKnownHosts = ['~/.ssh/known_hosts', '~/.ssh/known_hosts2', '/etc/ssh/ssh_known_hosts'];

function words(value: string | null): readonly string[] {
  return value === null ? [] : value.split(' ').filter((word) => word !== '' && word !== 'none');
}
