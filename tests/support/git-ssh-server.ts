// A real sshd on a free port of this machine, with a host key and an authorized key of its own.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';

export interface GitSshServer {
  /** `ssh://USER@127.0.0.1:PORT`: a repository's absolute path follows. */
  readonly url: string;
  /** Text of the private key that may log in, and of one that may not. */
  readonly privateKey: string;
  readonly privateKeyPath: string;
  readonly strangersKey: string;
  /** Public line of the host key. */
  readonly hostKey: string;
  /** A known_hosts file with this server's key, and one without. */
  readonly knownHostsFile: string;
  readonly emptyKnownHostsFile: string;
  /** A known_hosts file that knows another key for this address. */
  knownHostsWith(hostKey: string): string;
  /** What sshd said so far. */
  log(): string;
  close(): Promise<void>;
}

export async function startGitSshServer(folder: string): Promise<GitSshServer> {
  mkdirSync(folder, { recursive: true });
  const file = (name: string) => join(folder, name);
  for (const name of ['host', 'user', 'stranger']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file(name)]);
  }
  copyFileSync(file('user.pub'), file('authorized_keys'));
  const port = await freePort();
  writeFileSync(file('known_hosts'), `[127.0.0.1]:${port} ${readFileSync(file('host.pub'), 'utf8')}`);
  writeFileSync(file('empty_hosts'), '');
  writeFileSync(
    file('sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${file('host')}`,
      `AuthorizedKeysFile ${file('authorized_keys')}`,
      'PidFile none',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'UsePAM no',
      'StrictModes no',
    ].join('\n'),
  );
  // Where sshd runs as root it wants this empty folder, which the system's service would have made.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });

  const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', file('sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (line.startsWith('Server listening on')) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`sshd ended with ${code}: ${said.join('\n')}`)));
  });
  return {
    url: `ssh://${userInfo().username}@127.0.0.1:${port}`,
    privateKey: readFileSync(file('user'), 'utf8'),
    privateKeyPath: file('user'),
    hostKey: readFileSync(file('host.pub'), 'utf8'),
    strangersKey: readFileSync(file('stranger'), 'utf8'),
    knownHostsFile: file('known_hosts'),
    emptyKnownHostsFile: file('empty_hosts'),
    knownHostsWith(hostKey) {
      writeFileSync(file('changed_hosts'), `[127.0.0.1]:${port} ${hostKey}`);
      return file('changed_hosts');
    },
    log: () => said.join('\n'),
    async close() {
      if (child.exitCode !== null) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}
