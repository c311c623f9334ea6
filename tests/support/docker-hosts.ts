// Real Docker engines, each with an sshd of its own, on one machine: in namespaces, on a private network, with data folders
// of their own. A host can be switched off, cut off, and swapped for an impostor. Needs root.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { FIRST_UID, hostKeyFile, sshPorts, writeHostFiles, writeHostKey } from './docker-hosts/host-files.ts';
import { createHostNetwork, removeNetwork } from './docker-hosts/network.ts';

const PREFIX = 'minipaas-docker-hosts-';
const ALL_PORTS = Object.values(sshPorts).length;
/** As in init.sh. */
const asksQuestions = existsSync('/etc/pam.d/sshd');
const UP_MS = 240_000;
const initScript = join(import.meta.dirname, 'docker-hosts', 'init.sh');

export interface DockerHost {
  readonly name: string;
  readonly address: string;
  /** The engine's socket as seen from outside: another witness than SSH. */
  readonly socket: string;
  /** Its own files: logs, keys. */
  readonly folder: string;
  /** `ssh-ed25519 AAAA…` as it is now. */
  hostKey(): string;
  sshdLog(): string;
  /** SSH connections that the server has at this moment. */
  connections(): readonly number[];
  /** How many processes run for those who have logged in. */
  loginProcesses(): number;
  /** `docker` on this engine. */
  docker(...args: readonly string[]): string;
  /** Copies an image of this machine's engine: the host reaches no registry. */
  loadImage(name: string): Promise<void>;
  start(): Promise<void>;
  /** The power goes. */
  kill(): Promise<void>;
  unplug(): void;
  plug(): void;
  /** So many packets of a hundred never arrive, in each direction. */
  lose(percent: number): void;
  /** The same address, another key. */
  swapHostKey(type?: 'ed25519' | 'ecdsa' | 'rsa'): Promise<void>;
  /** Ends every connection at the server's side, as a crash of its processes would. */
  cutConnections(): void;
}

export interface DockerHosts {
  readonly hosts: readonly DockerHost[];
  /** May log in everywhere. */
  readonly privateKeyPath: string;
  readonly folder: string;
  host(index: number): DockerHost;
  down(): Promise<void>;
}

export interface HostOptions {
  /** The engines' disks are so small (`300m`), and empty whenever a host is switched on. */
  readonly disk?: string;
}

/** Throws where this process is not root, and what a host says that does not come up. */
export async function startDockerHosts(count: number, { disk }: HostOptions = {}): Promise<DockerHosts> {
  if (process.getuid?.() !== 0) {
    throw new Error('Docker hosts in namespaces need root: run the tests as root, or in a container that gives it.');
  }
  removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  // sshd reads the keys as the user who logs in.
  chmodSync(folder, 0o755);
  const id = `mp${process.pid}`;
  const pid = process.pid;
  // Whole at once: whoever starts hosts at the same time reads it.
  writeFileSync(join(folder, 'owner.json.new'), JSON.stringify({ pid, id }));
  renameSync(join(folder, 'owner.json.new'), join(folder, 'owner.json'));
  const privateKeyPath = join(folder, 'id');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', privateKeyPath]);
  chmodSync(`${privateKeyPath}.pub`, 0o644);
  const network = createHostNetwork(id, `10.${200 + (pid % 50)}.${Math.floor(pid / 50) % 256}`);
  const machines = Array.from({ length: count }, (_, position) => {
    const index = position + 1;
    return createMachine({
      name: `${id}h${index}`,
      folder: join(folder, `h${index}`),
      authorizedKeys: `${privateKeyPath}.pub`,
      address: network.addressOf(index),
      namespace: network.namespaceOf(index),
      connect: () => network.connect(index),
      plug: (isPlugged) => network.plug(index, isPlugged),
      lose: (percent) => network.lose(index, percent),
      disk: disk ?? '',
    });
  });
  const down = async (): Promise<void> => {
    await Promise.all(machines.map((machine) => machine.kill()));
    network.remove();
    for (const machine of machines) {
      removeControlGroups(machine.name);
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  };
  try {
    await Promise.all(machines.map((machine) => machine.start()));
  } catch (error) {
    await down();
    throw error;
  }
  return {
    hosts: machines,
    privateKeyPath,
    folder,
    host(index) {
      const machine = machines[index - 1];
      if (machine === undefined) {
        throw new Error(`There is no host ${index}.`);
      }
      return machine;
    },
    down,
  };
}

interface MachineParts {
  readonly name: string;
  readonly folder: string;
  readonly authorizedKeys: string;
  readonly address: string;
  readonly namespace: string;
  connect(): void;
  plug(isPlugged: boolean): void;
  lose(percent: number): void;
  /** Empty: that of this machine. */
  readonly disk: string;
}

function createMachine({
  name,
  folder,
  authorizedKeys,
  address,
  namespace,
  connect,
  plug,
  lose,
  disk,
}: MachineParts): DockerHost {
  const socket = join(folder, 'docker.sock');
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const readOrNone = (file: string): string => (existsSync(join(folder, file)) ? read(file) : '');
  /** How often a port was opened, so far. */
  const listened = (): number => (readOrNone('sshd.log').match(/Server listening/g) ?? []).length;
  let outer: ChildProcess | null = null;

  /** Process 1 of the host, as this machine sees it. */
  const init = (): number => childrenOf(outer?.pid ?? 0)[0] ?? 0;
  const inside = (...args: readonly string[]): string =>
    execFileSync('nsenter', ['--target', String(init()), '--all', ...args], { encoding: 'utf8' });

  async function start(): Promise<void> {
    mkdirSync(folder, { recursive: true });
    writeHostFiles(folder, authorizedKeys);
    rmSync(socket, { force: true });
    const listening = listened() + (asksQuestions ? ALL_PORTS : ALL_PORTS - 1);
    connect();
    const unshare = ['--mount', '--uts', '--ipc', '--pid', '--fork', '--mount-proc', '--kill-child=SIGKILL'];
    const child = spawn(
      'nsenter',
      [`--net=${namespace}`, 'unshare', ...unshare, 'bash', initScript, name, folder, disk],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    outer = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const deadline = Date.now() + UP_MS;
    while (listened() < listening || !(await answers(socket))) {
      if (child.exitCode !== null || Date.now() > deadline) {
        const logs = ['sshd.log', 'dockerd.log'].map((log) => `${log}: ${readOrNone(log).slice(-2000)}`);
        throw new Error(`${name} did not come up: ${said}\n${logs.join('\n')}`);
      }
      await pause(50);
    }
  }

  async function kill(): Promise<void> {
    const child = outer;
    outer = null;
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      // `--kill-child`: process 1 dies with unshare, and with process 1 everything in its namespace.
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await untilUnused(folder);
  }

  return {
    name,
    address,
    socket,
    folder,
    hostKey: () => readFileSync(`${hostKeyFile(folder)}.pub`, 'utf8').trim(),
    sshdLog: () => read('sshd.log'),
    connections: () =>
      inside('ps', '-eo', 'pid,args')
        .split('\n')
        // One process for each connection, as the user who has logged in.
        .filter((line) => /sshd: [^\s/]+\s*$/.test(line))
        .map((line) => Number.parseInt(line, 10)),
    loginProcesses: () =>
      inside('ps', '-eo', 'uid')
        .split('\n')
        .filter((line) => Number(line) >= FIRST_UID).length,
    docker: (...args) => execFileSync('docker', ['--host', `unix://${socket}`, ...args], { encoding: 'utf8' }),
    async loadImage(image) {
      const save = spawn('docker', ['save', image], { stdio: ['ignore', 'pipe', 'inherit'] });
      const load = spawn('docker', ['--host', `unix://${socket}`, 'load'], { stdio: ['pipe', 'ignore', 'inherit'] });
      const ends = Promise.all([once(save, 'exit'), once(load, 'exit')]);
      await pipeline(save.stdout, load.stdin);
      const codes = (await ends).map(([code]) => code as number | null);
      if (codes.some((code) => code !== 0)) {
        throw new Error(
          `${image} could not be copied to ${name}: docker save and load ended with ${codes.join(' and ')}`,
        );
      }
    },
    start,
    kill,
    unplug: () => plug(false),
    plug: () => plug(true),
    lose,
    async swapHostKey(type) {
      writeHostKey(folder, type);
      // The one that asks questions is another, and stays as it is.
      const listening = listened() + ALL_PORTS - 1;
      inside('sh', '-c', 'kill -HUP $(cat /run/sshd.pid)');
      while (listened() < listening) {
        await pause(20);
      }
    },
    cutConnections() {
      inside(
        'sh',
        '-c',
        // One of a pair may end with the other before it is its turn.
        'for p in $(ps -eo pid,args | grep "[s]shd: [a-z]" | awk "{print \\$1}"); do kill -9 $p 2>/dev/null || true; done',
      );
    },
  };
}

const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const ping = request({ socketPath, path: '/_ping' }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    ping.on('error', () => resolve(false));
    ping.end();
  });
}

/** The kernel tears a pid namespace down after its first process has died. */
async function untilUnused(folder: string): Promise<void> {
  while (usersOf(folder).length > 0) {
    await pause(20);
  }
}

function usersOf(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(`\0${folder}`);
      } catch {
        return false;
      }
    });
}

function removeControlGroups(name: string): void {
  for (const controller of existsSync('/sys/fs/cgroup') ? readdirSync('/sys/fs/cgroup') : []) {
    const group = join('/sys/fs/cgroup', controller, name);
    if (existsSync(group)) {
      execFileSync('find', [group, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';'], { stdio: 'ignore' });
    }
  }
}

/** Of tests whose process is gone. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    const file = join(folder, 'owner.json');
    const owner = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { pid: number; id: string }) : null;
    if (owner === null || existsSync(`/proc/${owner.pid}`)) {
      continue;
    }
    try {
      for (const pid of usersOf(folder)) {
        process.kill(pid, 'SIGKILL');
      }
      removeNetwork(owner.id);
      rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
    } catch {
      // Somebody else does it at this moment, or the next one will.
    }
  }
}
