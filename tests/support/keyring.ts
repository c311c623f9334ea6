// A session bus of one's own on which a test starts the system's keyring and unlocks it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PASSWORD = 'passphrase';
/** GKD_CONTROL_OP_UNLOCK of gnome-keyring. */
const UNLOCK = 1;

export interface Keyring {
  /** For a program of this session. */
  readonly env: Readonly<Record<string, string>>;
  /** Somebody keeps secrets from now on, and gives none away before `unlock`. Programs see that a little later. */
  startLocked(): void;
  /** As at a login. */
  unlock(): Promise<void>;
  close(): Promise<void>;
}

/** Of the bus: a program may not ask who keeps secrets, as a sandbox or an administrator decides it. */
const refusal = '<deny send_interface="org.freedesktop.Secret.Service"/>';

/** Nobody who could be started for it is known to this bus: who keeps secrets on it was put there. */
export function writeBusConfiguration(folder: string, { isRefusing = false } = {}): string {
  const file = join(folder, isRefusing ? 'refusing-bus.conf' : 'bus.conf');
  writeFileSync(
    file,
    `<busconfig><type>session</type><listen>unix:tmpdir=${folder}</listen><auth>EXTERNAL</auth><policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>${isRefusing ? refusal : ''}</policy></busconfig>`,
  );
  return file;
}

/** There is a keyring, and nobody who opens it yet. */
export async function startKeyring(): Promise<Keyring> {
  const folder = mkdtempSync(join(tmpdir(), 'minipaas-keyring-'));
  const runtime = join(folder, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  const home = { HOME: folder, XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: runtime };
  const bus = spawn('dbus-daemon', ['--config-file', writeBusConfiguration(folder), '--nofork', '--print-address'], {
    env: { PATH: process.env['PATH'], ...home },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [address] = (await once(bus.stdout, 'data')) as [Buffer];
  const env = { ...home, DBUS_SESSION_BUS_ADDRESS: address.toString().trim() };
  const started: ChildProcess[] = [bus];

  function startDaemon(...flags: readonly string[]): ChildProcess {
    const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--components=secrets', ...flags], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    daemon.stdin?.end(PASSWORD);
    started.unshift(daemon);
    return daemon;
  }

  // The first that is open makes it.
  const first = startDaemon('--unlock');
  while (!existsSync(join(folder, 'keyrings', 'login.keyring'))) {
    await pause(20);
  }
  await end(first);
  return {
    env,
    startLocked: () => void startDaemon(),
    unlock: () => unlock(join(runtime, 'keyring', 'control')),
    async close() {
      await Promise.all(started.map(end));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill();
    await exited;
  }
}

/** What PAM says when somebody logs in: lengths in front of the operation and of the password, after a byte for who is there. */
async function unlock(path: string): Promise<void> {
  const message = Buffer.alloc(13);
  message.writeUInt32BE(12 + PASSWORD.length, 1);
  message.writeUInt32BE(UNLOCK, 5);
  message.writeUInt32BE(PASSWORD.length, 9);
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    socket.write(Buffer.concat([message, Buffer.from(PASSWORD)]));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    if (answer.readUInt32BE(4) !== 0) {
      throw new Error(`The keyring was not unlocked: ${answer.toString('hex')}`);
    }
  } finally {
    socket.destroy();
  }
}
