// What one conversation with a git server needs besides its arguments: environment, settings, credential helpers, mask.
import { constants } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import type { GitCredential } from '../../../contract/sources.ts';
import type { GitUrl } from '../../lib/git-url.ts';
import { createMasker } from '../../lib/masker.ts';
import { baseEnvironment } from './git-environment.ts';
import { askpassScript, sshScript } from './helper-scripts.ts';

export interface GitSession {
  readonly environment: Readonly<Record<string, string>>;
  readonly configuration: readonly string[];
  readonly mask: (text: string) => string;
  /** Removes the helpers and the key. */
  dispose(): Promise<void>;
}

export interface SessionOptions {
  /** Folder only this user may read. */
  readonly workFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly knownHostsFile: string | null;
  readonly url: GitUrl;
  readonly credential: GitCredential | null;
}

export async function openSession(options: SessionOptions): Promise<GitSession> {
  await mkdir(options.workFolder, { recursive: true, mode: 0o700 });
  // mkdtemp makes the folder for this user alone (0700).
  const folder = await mkdtemp(join(options.workFolder, 'git-'));
  try {
    const { environment, configuration, secrets } = await prepare(options, folder);
    return {
      environment: { ...baseEnvironment(options.environment, options.url.transport), ...environment },
      configuration,
      mask: createMasker(secrets).mask,
      dispose: () => rm(folder, { recursive: true, force: true }),
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

interface Prepared {
  readonly environment: Record<string, string>;
  readonly configuration: readonly string[];
  readonly secrets: readonly string[];
}

async function prepare({ url, credential, knownHostsFile }: SessionOptions, folder: string): Promise<Prepared> {
  if (url.transport === 'ssh') {
    const ssh = await writeScript(folder, 'ssh.sh', sshScript);
    const knownHosts = knownHostsFile === null ? {} : { MINIPAAS_GIT_KNOWN_HOSTS: knownHostsFile };
    const isKey = credential?.kind === 'sshKey';
    // GIT_SSH yields to a `core.sshCommand` of the user's own; a key given for the project does not.
    const command = isKey ? { GIT_SSH_COMMAND: shellQuoted(ssh) } : { GIT_SSH: ssh };
    const key: Record<string, string> = isKey ? { MINIPAAS_GIT_KEY: await keyFile(credential, folder) } : {};
    return {
      environment: { GIT_SSH_VARIANT: 'ssh', ...command, ...knownHosts, ...key },
      configuration: [],
      secrets: isKey && credential.privateKey !== undefined ? [credential.privateKey.trim()] : [],
    };
  }
  if (credential === null || url.host === null) return { environment: {}, configuration: [], secrets: [] };
  switch (credential.kind) {
    case 'sshKey':
      return { environment: {}, configuration: [], secrets: [] };
    case 'token': {
      const username = credential.username ?? defaultUsername(url.host);
      return {
        environment: {
          GIT_ASKPASS: await writeScript(folder, 'askpass.sh', askpassScript),
          MINIPAAS_GIT_SCHEME: url.transport,
          MINIPAAS_GIT_HOST: url.host,
          MINIPAAS_GIT_USERNAME: username,
          // Not the token itself: every program that git starts would inherit it, and `ps` shows it.
          MINIPAAS_GIT_TOKEN_FILE: await tokenFile(credential.token, folder),
        },
        // No helper of the user's may store our token, or answer with another account first.
        configuration: ['credential.helper='],
        secrets: [credential.token, `${username}:${credential.token}`],
      };
    }
    default:
      return assertNever(credential);
  }
}

/** Most servers take any user name beside a token; Bitbucket's access tokens want this one. */
function defaultUsername(host: string): string {
  return host === 'bitbucket.org' ? 'x-token-auth' : 'x-access-token';
}

async function keyFile(credential: GitCredential & { kind: 'sshKey' }, folder: string): Promise<string> {
  if (credential.privateKey !== undefined) {
    const file = join(folder, 'key');
    // OpenSSH refuses a key with CR LF or without the last line's end.
    const text = `${credential.privateKey.replaceAll('\r\n', '\n').trim()}\n`;
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    return file;
  }
  const path = credential.privateKeyPath ?? '';
  try {
    await access(path, constants.R_OK);
  } catch (error) {
    throw new AppError(
      'VALIDATION_FAILED',
      { field: 'credential', problem: `the private key ${path} is not there or may not be read` },
      { cause: error, field: 'credential' },
    );
  }
  return path;
}

async function tokenFile(token: string, folder: string): Promise<string> {
  const file = join(folder, 'token');
  await writeFile(file, `${token}\n`, { mode: 0o600, flag: 'wx' });
  return file;
}

async function writeScript(folder: string, name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text, { mode: 0o700, flag: 'wx' });
  // The process's umask may have taken the execute bit.
  await chmod(file, 0o700);
  return file;
}

/** GIT_SSH_COMMAND goes through a shell: the path of the helper is all that is in it. */
function shellQuoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
