// The login shell of a host over SSH: a session with a terminal. Its server hangs it up when the channel closes.
import { once } from 'node:events';
import { AppError } from '../../../contract/app-error.ts';
import type { TerminalSize } from '../../../contract/terminals.ts';
import type { Shell, ShellOutcome, ShellRequest } from '../../features/terminals/ports.ts';
import type { LinkShell } from './ssh-link.ts';

export interface HostShellDeps {
  /** For messages. */
  readonly host: string;
  readonly open: (size: TerminalSize) => LinkShell;
}

/** Throws TERMINAL_FAILED. */
export async function openHostShell({ host, open }: HostShellDeps, { size, signal }: ShellRequest): Promise<Shell> {
  const { socket: stream, channel: opening } = open(size);
  const abort = (): void => void stream.destroy(new Error('its SSH server has no session free'));
  signal.addEventListener('abort', abort, { once: true });
  try {
    await once(stream, 'connect');
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message.replace(/^\(SSH\) /, '') : String(cause);
    throw new AppError('TERMINAL_FAILED', { where: `on ${host}`, problem }, { cause });
  } finally {
    signal.removeEventListener('abort', abort);
  }
  const channel = await opening;
  let outcome: ShellOutcome = { reason: 'lost', exitCode: null };
  // Without a code: a signal ended it.
  channel.once('exit', (exitCode: number | null) => {
    outcome = { reason: 'exited', exitCode };
  });
  // The server says how it ended before it closes the channel, but maybe after the last of the output.
  const closed = new Promise<void>((resolve) => channel.once('close', () => resolve()));
  return {
    program: '',
    stream,
    async resize({ columns, rows }) {
      // The last two are pixels, which nobody looks at.
      channel.setWindow(rows, columns, 0, 0);
    },
    async outcome() {
      await closed;
      return outcome;
    },
    async end() {
      if (!stream.closed) {
        stream.destroy();
        await once(stream, 'close');
      }
    },
  };
}
