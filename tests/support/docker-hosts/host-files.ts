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
  /** One session for each connection, and no forwarding of sockets. */
  oneSession: 2206,
  /** One session for each connection, which forwarded sockets do not need. */
  oneSessionForwarding: 2207,
  /** Sessions find no program called docker. */
  noDocker: 2208,
  /** Asks questions, as servers with PAM do. */
  questions: 2209,
  /** Gives nobody a terminal. */
  noTerminal: 2210,
  /** Forwards sockets, but no ports. */
  noPortForwarding: 2211,
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
  writeFileSync(join(folder, 'sshd_config.questions'), questioningSshdConfig(folder));
  // Without the modules that want a session manager, which the host has not.
  writeFileSync(join(folder, 'pam'), 'auth required pam_unix.so\naccount required pam_unix.so\n');
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
    ...Object.values(sshPorts)
      .filter((port) => port !== sshPorts.questions)
      .map((port) => `Port ${port}`),
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
    `Match LocalPort ${sshPorts.noTerminal}`,
    '  PermitTTY no',
    `Match LocalPort ${sshPorts.noPortForwarding}`,
    '  AllowTcpForwarding no',
    `Match LocalPort ${sshPorts.passwordOnly}`,
    '  PubkeyAuthentication no',
    `Match LocalPort ${sshPorts.oneSession}`,
    '  AllowStreamLocalForwarding no',
    '  MaxSessions 1',
    `Match LocalPort ${sshPorts.oneSessionForwarding}`,
    '  MaxSessions 1',
    `Match LocalPort ${sshPorts.noDocker}`,
    '  AllowStreamLocalForwarding no',
    '  SetEnv PATH=/nowhere',
    '',
  ].join('\n');
}

/** PAM is a matter of the whole server: it has a process of its own. */
function questioningSshdConfig(folder: string): string {
  return [
    `Port ${sshPorts.questions}`,
    'ListenAddress 0.0.0.0',
    `HostKey ${hostKeyFile(folder)}`,
    'PidFile none',
    'UsePAM yes',
    'PubkeyAuthentication no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication yes',
    'LogLevel VERBOSE',
    '',
  ].join('\n');
}
