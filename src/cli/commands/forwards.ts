// Ports of containers and hosts, opened on the machine that miniPaaS runs on.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Forward } from '../../contract/forwards.ts';
import { formatError, notFound, usageError } from '../cli-error.ts';
import { findHost } from '../find-host.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Run } from './run.ts';

interface ForwardFlags {
  readonly host?: boolean;
  readonly address?: string;
  readonly localPort?: string;
  readonly detach?: boolean;
}

/** How soon a connection that failed is told. */
const POLL_MS = 1_000;

export function addForwards(program: Command, run: Run): void {
  program
    .command('forward')
    .description('open a port of a project’s container on this machine, until Ctrl-C')
    .argument('<project>')
    .argument('<port>', 'on which something listens there; it need not be published')
    .option('--host', 'the name is that of a host over SSH')
    .option('--address <address>', 'with --host: of a machine in its network, as the host sees it')
    .option('--local-port <port>', 'here; left out, the same where it is free, else a free one')
    .option('--detach', 'leave it open, and end; "minipaas forwards close" closes it')
    .action(run<[string, string, ForwardFlags]>(openForward));
  const forwards = program.command('forwards').description('opened ports');
  forwards.command('list', { isDefault: true }).description('list them').action(run(listForwards));
  forwards.command('close').description('close one').argument('<id>').action(run<[string]>(closeForward));
}

async function openForward(session: Session, named: string, portText: string, flags: ForwardFlags): Promise<void> {
  const { api, options, answer, context } = session;
  const port = toPort('port', portText);
  const localPort = flags.localPort === undefined ? undefined : toPort('--local-port', flags.localPort);
  if (flags.address !== undefined && flags.host !== true) {
    throw usageError('--address', 'belongs to --host', 'A container has its own address.');
  }
  const forward =
    flags.host === true
      ? await api.forwards.openToHost(
          { id: (await findHost(session, named)).id, port, address: flags.address, localPort },
          options,
        )
      : await api.forwards.openToProject({ id: (await session.findProject(named)).id, port, localPort }, options);
  await answer(forward, describe);
  if (flags.detach === true) {
    return;
  }
  context.say('Ctrl-C closes it.\n');
  try {
    await watch(session, forward);
  } finally {
    await api.forwards.close({ id: forward.id }, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  }
}

/** Tells what goes wrong, until Ctrl-C or until somebody else closes it. */
async function watch({ api, context, options }: Session, { id }: Forward): Promise<void> {
  let failed = 0;
  while (!context.signal.aborted) {
    const forward = (await api.forwards.list(undefined, options)).find((other) => other.id === id);
    if (forward === undefined) {
      throw notFound('such port any more', 'It was closed elsewhere.');
    }
    if (forward.error !== null && forward.failedConnections > failed) {
      context.say(`${formatError(forward.error)}\n`);
    }
    failed = forward.failedConnections;
    await sleep(POLL_MS, undefined, options);
  }
}

function describe(forward: Forward): string {
  return `${forward.localAddress}:${forward.localPort} leads to ${placeOf(forward)}.\n`;
}

function placeOf({ project, address, port, hostName }: Forward): string {
  return project === null ? `${address}:${port} of ${hostName}` : `port ${port} of ${project.name}`;
}

async function listForwards({ api, options, answer }: Session): Promise<void> {
  await answer(await api.forwards.list(undefined, options), (forwards) =>
    formatTable(
      ['ID', 'HERE', 'LEADS TO', 'CONNECTIONS', 'FAILED', 'PROBLEM'],
      forwards.map((forward) => [
        String(forward.id),
        `${forward.localAddress}:${forward.localPort}`,
        placeOf(forward),
        `${forward.openConnections} of ${forward.totalConnections}`,
        String(forward.failedConnections),
        forward.error?.code ?? '-',
      ]),
    ),
  );
}

async function closeForward({ api, options, answer }: Session, id: string): Promise<void> {
  const closed = await api.forwards.close({ id: Number(id) }, options);
  await answer(closed, () => `Closed ${closed.id}.\n`);
}

function toPort(field: string, text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw usageError(field, `"${text}" is no port`, 'It must be a number from 1 to 65535.');
  }
  return port;
}
