// A shell in a container, with a terminal. The engine does not end a program whose connection went away, so it is ended by its
// number, which the shell tells before anything else; and one that nobody has any more is found by a mark that the engine keeps.
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../contract/app-error.ts';
import type { Shell, ShellHost, ShellOutcome, ShellRequest } from '../../features/terminals/ports.ts';
import type { EngineClient } from './engine-client.ts';
import { statusCodeOf } from './engine-failure.ts';
import { execInContainer } from './exec.ts';
import { openExecStream } from './exec-stream.ts';
import { readAnnouncement } from './announcement.ts';
import { asRecord, asText } from './json.ts';
import { killInContainer } from './kill-in-container.ts';

const MARK_VARIABLE = 'MINIPAAS_TERMINAL';
/** $0 is the mark. Only what every shell has built in: images are small. */
const START = `shell=sh; command -v bash >/dev/null 2>&1 && shell=bash
printf '%s %s %s\\n' "$0" "$$" "$shell"; exec "$shell"`;
/** $0 is the mark. Programs of an exec are those that have no parent inside the container. */
const END_MARKED = `for process in /proc/[0-9]*; do
  read -r stat <"$process/stat" 2>/dev/null || continue
  set -- \${stat##*) }
  [ "$2" = 0 ] || continue
  case "$(cat "$process/environ" 2>/dev/null)" in *"${MARK_VARIABLE}=$0"*) kill -HUP "\${process#/proc/}";; esac
done 2>/dev/null; true`;
/** After a hang-up, before it is killed. */
const GRACE_MS = 2_000;
const POLL_MS = 100;
/** 128 and SIGKILL, which is what ends everything in a container that stops. */
const KILLED = 137;
/** The engine knows that a program has ended a moment after its stream has: a long one where the machine is busy. */
const SETTLE_MS = 5_000;

export type ContainerShells = Pick<ShellHost, 'openContainerShell' | 'endStrayShells'>;

export interface ContainerShellsDeps {
  readonly client: EngineClient;
  /** False where the engine is reached through few sessions, which are not to be taken from short calls. */
  readonly isInteractive: boolean;
  /** Lets only so many be open at a time, where each takes something from others. Throws TERMINAL_LIMIT. */
  readonly admit: (open: () => Promise<Shell>) => Promise<Shell>;
}

export function createContainerShells({ client, isInteractive, admit }: ContainerShellsDeps): ContainerShells {
  const { docker } = client;

  async function isRunning(containerId: string): Promise<boolean> {
    return client.call({ action: 'look at the container' }, async (abortSignal) => {
      try {
        const { State } = await docker.getContainer(containerId).inspect({ abortSignal });
        return State.Running;
      } catch (error) {
        if (statusCodeOf(error) === 404) {
          return false;
        }
        throw error;
      }
    });
  }

  /** Its programs are gone a moment before the engine says that it has stopped. */
  async function stopsWithin(containerId: string, ms: number): Promise<boolean> {
    for (const giveUpAt = Date.now() + ms; await isRunning(containerId); await sleep(POLL_MS)) {
      if (Date.now() >= giveUpAt) {
        return false;
      }
    }
    return true;
  }

  async function open(
    { id, name, mark }: Parameters<ShellHost['openContainerShell']>[0],
    { size, signal }: ShellRequest,
  ): Promise<Shell> {
    const opened = await openExecStream(client, {
      containerId: id,
      command: ['sh', '-c', START, mark],
      env: ['TERM=xterm-256color', `${MARK_VARIABLE}=${mark}`],
      hasTerminal: true,
      action: 'start a shell in the container',
      isInteractive,
      signal,
    }).catch(async (error: unknown) => {
      signal.throwIfAborted();
      throw (await isRunning(id)) ? asNoShell(error, name) : new AppError('PROJECT_NOT_RUNNING', { name });
    });
    const { exec, socket: stream } = opened;
    const announced = await readAnnouncement(stream, `${mark} `, signal).catch((error: unknown) => {
      stream.destroy();
      throw error;
    });
    if (announced.line === null) {
      stream.destroy();
      throw asNoShell(new Error(announced.text), name);
    }
    const [pid = '', program = 'sh'] = announced.line.split(' ');

    const look = () => client.call({ action: 'look at the shell' }, (abortSignal) => exec.inspect({ abortSignal }));
    async function hasEndedWithin(ms: number): Promise<boolean> {
      for (const giveUpAt = Date.now() + ms; ; await sleep(POLL_MS)) {
        if (!(await look()).Running) {
          return true;
        }
        if (Date.now() >= giveUpAt) {
          return false;
        }
      }
    }
    const shell: Shell = {
      program,
      stream,
      async resize({ columns, rows }) {
        await client.call({ action: 'resize the terminal' }, (abortSignal) =>
          exec.resize({ w: columns, h: rows, abortSignal }).catch((error: unknown) => {
            // It has just ended.
            if (statusCodeOf(error) === null) {
              throw error;
            }
          }),
        );
      },
      async outcome(): Promise<ShellOutcome> {
        if (!(await hasEndedWithin(SETTLE_MS))) {
          return { reason: 'lost', exitCode: null };
        }
        const { ExitCode: exitCode } = await look();
        return { reason: exitCode === KILLED && (await stopsWithin(id, SETTLE_MS)) ? 'stopped' : 'exited', exitCode };
      },
      async end() {
        try {
          for (const signalName of ['HUP', 'KILL'] as const) {
            if (await hasEndedWithin(0)) {
              return;
            }
            await killInContainer(client, id, pid, signalName);
            if (await hasEndedWithin(GRACE_MS)) {
              return;
            }
          }
        } catch {
          // The engine is away: what is left is ended when it is back.
        }
      },
    };
    try {
      await shell.resize(size);
    } catch (error) {
      stream.destroy();
      await shell.end();
      throw error;
    }
    return shell;
  }

  return {
    openContainerShell: (container, request) => admit(() => open(container, request)),

    async endStrayShells(containerId, markPrefix, isOpen) {
      const ids = await client.call({ action: 'look at the container' }, async (abortSignal) => {
        const facts: unknown = await docker.getContainer(containerId).inspect({ abortSignal });
        const found = asRecord(facts)?.['ExecIDs'];
        return Array.isArray(found) ? found.map(asText).filter((id) => id !== undefined) : [];
      });
      let count = 0;
      for (const id of ids) {
        const mark = await markOf(id, markPrefix);
        if (mark !== null && !isOpen(mark)) {
          await execInContainer(client, containerId, ['sh', '-c', END_MARKED, mark]);
          count += 1;
        }
      }
      return count;
    },
  };

  /** Null: it is not one of ours, or has ended. */
  async function markOf(execId: string, prefix: string): Promise<string | null> {
    const facts: unknown = await client.call({ action: 'look at a shell' }, (abortSignal) =>
      docker.getExec(execId).inspect({ abortSignal }),
    );
    const process = asRecord(asRecord(facts)?.['ProcessConfig']);
    const given = Array.isArray(process?.['arguments']) ? process['arguments'] : [];
    const isAlive = asRecord(facts)?.['Running'] === true;
    return isAlive ? (given.map(asText).find((argument) => argument?.startsWith(prefix)) ?? null) : null;
  }
}

/** The engine says so in words of its runtime, before or after it has said that the program begins. */
function asNoShell(error: unknown, name: string): unknown {
  const said = error instanceof Error ? error.message : String(error);
  return /executable file not found|no such file or directory|OCI runtime exec failed/i.test(said)
    ? new AppError('TERMINAL_NO_SHELL', { name }, { cause: error })
    : error;
}
