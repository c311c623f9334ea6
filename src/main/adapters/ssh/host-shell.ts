// The login shell of a host over SSH: a session with a terminal. Its server hangs it up when the channel closes.
import { once } from 'node:events';
import { AppError } from '../../../contract/app-error.ts';
import type { TerminalSize } from '../../../contract/terminals.ts';
import type { Shell, ShellRequest } from '../../features/terminals/ports.ts';
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
  let exitCode: number | null = null;
  // Null for a shell that a signal ended.
  channel.once('exit', (code: number | null) => {
    exitCode = code;
  });
  return {
    program: '',
    stream,
    async resize({ columns, rows }) {
      // The last two are pixels, which nobody looks at.
      channel.setWindow(rows, columns, 0, 0);
    },
    outcome: async () => ({ exitCode, hasContainerStopped: false }),
    async end() {
      if (!stream.closed) {
        stream.destroy();
        await once(stream, 'close');
      }
    },
  };
}
