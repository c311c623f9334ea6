// The files of one Docker host: its users, its sshd's configuration and keys.
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** May use Docker, with the test's key or this password. */
export const DEPLOY_USER = { name: 'deploy', password: 'correct horse battery staple' } as const;
/** May log in with the test's key, but not use Docker. */
export const PLAIN_USER = 'visitor';

/** Ports on which the same sshd behaves otherwise. */
export const sshPorts = {
  usual: 22,
  /** Refuses to forward sockets and has few sessions: only the fall-back gets through. */
  noStreamLocal: 2201,
  /** Three sessions for each connection, and no forwarding of sockets. */
  threeSessions: 2202,
  /** Whatever is asked for, it says hello. */
  forcedCommand: 2203,
  /** Says something before it lets anybody in. */
  banner: 2204,
  /** Passwords only. */
  passwordOnly: 2205,
} as const;

/** Of the users that the host has and this machine has not. */
export const FIRST_UID = 48_201;

export function writeHostFiles(folder: string, authorizedKeys: string): void {
  for (const name of ['data', 'etc', 'etc-docker', 'cgroup', 'home']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  if (!existsSync(hostKeyFile(folder))) {
    writeHostKey(folder);
    writeUsers(folder);
  }
  writeFileSync(join(folder, 'banner'), 'Authorised use only.\n');
  writeFileSync(join(folder, 'sshd_config'), sshdConfig(folder, authorizedKeys));
}

export const hostKeyFile = (folder: string): string => join(folder, 'ssh_host_key');

/** Another key than before, where there was one: what an impostor or a reinstalled machine shows. */
export function writeHostKey(folder: string, type: 'ed25519' | 'ecdsa' | 'rsa' = 'ed25519'): void {
  const file = hostKeyFile(folder);
  execFileSync('rm', ['-f', file, `${file}.pub`]);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'host', '-f', file]);
}

function writeUsers(folder: string): void {
  for (const name of ['passwd', 'group', 'shadow']) {
    copyFileSync(join('/etc', name), join(folder, 'etc', name));
  }
  chmodSync(join(folder, 'etc', 'shadow'), 0o600);
  const hash = execFileSync('openssl', ['passwd', '-6', DEPLOY_USER.password], { encoding: 'utf8' }).trim();
  const home = join(folder, 'home');
  chmodSync(home, 0o777);
  for (const [index, name] of [DEPLOY_USER.name, PLAIN_USER].entries()) {
    const id = FIRST_UID + index;
    appendFileSync(join(folder, 'etc', 'passwd'), `${name}:x:${id}:${id}::${home}:/bin/bash\n`);
    appendFileSync(join(folder, 'etc', 'group'), `${name}:x:${id}:\n`);
    appendFileSync(join(folder, 'etc', 'shadow'), `${name}:${hash}:20000:0:99999:7:::\n`);
  }
  const group = readFileSync(join(folder, 'etc', 'group'), 'utf8');
  const withDeploy = group.replace(/^(docker:[^\n]*:)([^\n]*)$/m, (_line, head: string, members: string) => {
    return `${head}${members === '' ? '' : `${members},`}${DEPLOY_USER.name}`;
  });
  writeFileSync(join(folder, 'etc', 'group'), withDeploy);
}

function sshdConfig(folder: string, authorizedKeys: string): string {
  return [
    ...Object.values(sshPorts).map((port) => `Port ${port}`),
    'ListenAddress 0.0.0.0',
    `HostKey ${hostKeyFile(folder)}`,
    'PidFile /run/sshd.pid',
    `AuthorizedKeysFile ${authorizedKeys}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication yes',
    'KbdInteractiveAuthentication no',
    'MaxStartups 100:30:200',
    'LogLevel VERBOSE',
    `Match LocalPort ${sshPorts.noStreamLocal}`,
    '  AllowStreamLocalForwarding no',
    `Match LocalPort ${sshPorts.threeSessions}`,
    '  AllowStreamLocalForwarding no',
    '  MaxSessions 3',
    `Match LocalPort ${sshPorts.forcedCommand}`,
    '  AllowStreamLocalForwarding no',
    '  ForceCommand echo hello',
    `Match LocalPort ${sshPorts.banner}`,
    `  Banner ${join(folder, 'banner')}`,
    `Match LocalPort ${sshPorts.passwordOnly}`,
    '  PubkeyAuthentication no',
    '',
  ].join('\n');
}
