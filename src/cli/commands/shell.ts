// A shell in an application's container, or on a host, in the terminal that one sits at.
import type { Command } from 'commander';
import type { Terminal, TerminalSize } from '../../contract/terminals.ts';
import { MAX_TERMINAL_TEXT } from '../../contract/terminals.ts';
import { usageError } from '../cli-error.ts';
import type { CliTerminal } from '../context.ts';
import { findHost } from '../find-host.ts';
import type { Session } from '../session.ts';
import type { Run } from './run.ts';

interface ShellFlags {
  readonly host?: boolean;
}

const WAIT_MS = 20_000;

export function addShell(program: Command, run: Run): void {
  program
    .command('shell')
    .description('open a shell in the container of a project, or with --host on a host over SSH')
    .argument('<project>')
    .option('--host', 'the name is that of a host')
    .action(run<[string, ShellFlags]>(openShell));
}

async function openShell(session: Session, named: string, flags: ShellFlags): Promise<void> {
  const { api, context, options } = session;
  if (context.openTerminal === undefined) {
    throw usageError('shell', 'needs a terminal', 'Run it in one, without a pipe before or behind it.');
  }
  const { id } = flags.host === true ? await findHost(session, named) : await session.findProject(named);
  const own = context.openTerminal();
  let opened: Terminal | null = null;
  try {
    opened = await open(session, id, flags.host === true, own.size());
    const end = await relay(session, opened, own);
    if (end !== '') {
      context.say(`\r\n${end}\r\n`);
    }
  } finally {
    own.close();
    if (opened !== null) {
      // Also where it has ended by itself: then there is nothing to close. Not with the signal, which may be why we are here.
      await api.terminals.close({ id: opened.id }, { signal: AbortSignal.timeout(5_000) }).catch(() => options.signal);
    }
  }
}

function open({ api, options }: Session, id: number, isHost: boolean, size: TerminalSize): Promise<Terminal> {
  return isHost
    ? api.terminals.openOnHost({ id, ...size }, options)
    : api.terminals.openInProject({ id, ...size }, options);
}

/** Resolves when the shell has ended: with what there is to say of it, nothing where it ended well. */
async function relay({ api, context, options }: Session, { id }: Terminal, own: CliTerminal): Promise<string> {
  let waiting = '';
  let isSending = false;
  // One call at a time, or what is typed might arrive in another order. That it has ended is told by its output.
  async function send(): Promise<void> {
    isSending = true;
    while (waiting !== '') {
      const text = waiting.slice(0, MAX_TERMINAL_TEXT);
      waiting = waiting.slice(text.length);
      await api.terminals.write({ id, text }, options).catch(() => undefined);
    }
    isSending = false;
  }
  own.onInput((text) => {
    waiting += text;
    if (!isSending) {
      void send();
    }
  });
  own.onResize(() => void api.terminals.resize({ id, ...own.size() }, options).catch(() => undefined));
  for (let after = 0; ; ) {
    const { text, next, end } = await api.terminals.read({ id, after, waitMs: WAIT_MS }, options);
    await context.print(text);
    after = next;
    if (end !== null) {
      return end.reason === 'exited' && end.exitCode === 0 ? '' : end.message;
    }
  }
}
