// The build queue: what waits, in which order, and hosts on which nothing new is begun.
import type { Command } from 'commander';
import type { Queue, QueueMove } from '../../contract/deployments.ts';
import type { Host } from '../../contract/hosts.ts';
import { notFound, usageError } from '../cli-error.ts';
import { commitOf } from '../describe.ts';
import { findHost } from '../find-host.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Run } from './run.ts';

const moves: Readonly<Record<string, { readonly to: QueueMove; readonly says: string }>> = {
  first: { to: 'front', says: 'let a waiting deployment begin next' },
  up: { to: 'up', says: 'let it begin one place earlier' },
  down: { to: 'down', says: 'let it begin one place later' },
  last: { to: 'back', says: 'let all others begin before it' },
};

export function addQueue(program: Command, run: Run): void {
  const queue = program.command('queue').description('what builds and what waits; change its order, pause a host');
  queue.command('list', { isDefault: true }).description('list it').action(run(list));
  for (const [name, { to, says }] of Object.entries(moves)) {
    queue
      .command(name)
      .description(says)
      .argument('<deployment>', 'its number')
      .action(run<[string]>((session, named) => move(session, named, to)));
  }
  queue
    .command('pause')
    .description('begin nothing new on a host; what is under way goes on')
    .argument('[host]', 'the only one when left out')
    .action(run<[string | undefined]>((session, named) => change(session, named, 'pauseQueue')));
  queue
    .command('resume')
    .description('go on with what waits for a host')
    .argument('[host]', 'the only one when left out')
    .action(run<[string | undefined]>((session, named) => change(session, named, 'resumeQueue')));
}

async function list(session: Session): Promise<void> {
  await show(session, await session.api.deployments.queue(undefined, session.options));
}

async function show({ api, options, answer, isJson }: Session, queue: Queue): Promise<void> {
  const hosts = isJson ? [] : await api.hosts.list(undefined, options);
  await answer(queue, (value) => queueText(value, hosts));
}

function queueText({ active, waiting, pausedHosts }: Queue, hosts: readonly Host[]): string {
  const hostOf = (id: number): string => hosts.find((host) => host.id === id)?.name ?? String(id);
  const rows = [
    ...active.map(({ deployment, projectName }) => ({ deployment, projectName, place: '-', note: deployment.status })),
    ...waiting.map(({ deployment, projectName, isPaused }) => ({
      deployment,
      projectName,
      place: String(deployment.queuePosition ?? '-'),
      note: isPaused ? 'paused' : beginsAt(deployment.nextAttemptAt ?? deployment.estimatedStartAt),
    })),
  ];
  const table = formatTable(
    ['PLACE', 'DEPLOYMENT', 'PROJECT', 'COMMIT', 'HOST', 'STATE'],
    rows.map(({ deployment, projectName, place, note }) => [
      place,
      String(deployment.id),
      projectName,
      commitOf(deployment),
      hostOf(deployment.hostId),
      note,
    ]),
  );
  const paused = pausedHosts.map(({ hostId, since }) => `The queue of ${hostOf(hostId)} is paused since ${since}.\n`);
  return `${table}${paused.join('')}`;
}

function beginsAt(at: string | null): string {
  return at === null ? 'waits' : `waits until ${at.slice(11, 19)} UTC`;
}

async function move(session: Session, named: string, to: QueueMove): Promise<void> {
  const id = Number(named);
  if (!Number.isSafeInteger(id) || id < 1) {
    throw usageError('deployment', `"${named}" is not the number of a deployment`, 'See "minipaas queue".');
  }
  await show(session, await session.api.deployments.moveInQueue({ id, to }, session.options));
}

async function change(session: Session, named: string | undefined, verb: 'pauseQueue' | 'resumeQueue'): Promise<void> {
  const host = named === undefined ? await onlyHost(session) : await findHost(session, named);
  await show(session, await session.api.deployments[verb]({ hostId: host.id }, session.options));
}

async function onlyHost({ api, options }: Session): Promise<Host> {
  const hosts = await api.hosts.list(undefined, options);
  const [host, ...others] = hosts;
  if (host === undefined || others.length > 0) {
    throw notFound(
      'host without a name, since there are several',
      `There are: ${hosts.map(({ name }) => name).join(', ')}.`,
    );
  }
  return host;
}
