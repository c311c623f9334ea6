// What is on a host, and its clean-up: shown first, done with --yes.
import type { Command } from 'commander';
import type { DiskUse, HostLinkFacts, PruneItemView, PrunePlan } from '../../contract/host-upkeep.ts';
import { sizeText } from '../bytes.ts';
import { usageError } from '../cli-error.ts';
import { findHost } from '../find-host.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Run } from './run.ts';

interface PruneFlags {
  readonly yes?: boolean;
  readonly include?: readonly string[];
}

export function addHostUpkeep(hosts: Command, run: Run): void {
  hosts
    .command('disk')
    .description('what takes the space on a host’s disk')
    .argument('<host>')
    .action(run<[string]>(showDisk));
  hosts
    .command('link')
    .description('how fast a host answers, and what of SSH it uses')
    .argument('<host>')
    .action(run<[string]>(showLink));
  hosts
    .command('reconnect')
    .description('look for a host’s engine again, now')
    .argument('<host>')
    .action(run<[string]>(reconnect));
  hosts
    .command('prune')
    .description('show what of miniPaaS on a host nothing needs any more; with --yes remove it')
    .argument('<host>')
    .option('--yes', 'remove it')
    .option('--include <name...>', 'also these of the list that need a choice: they run, or hold data')
    .action(run<[string, PruneFlags]>(prune));
}

async function showDisk(session: Session, named: string): Promise<void> {
  const { id } = await findHost(session, named);
  await session.answer(await session.api.hosts.disk({ id }, session.options), diskTable);
}

function diskTable({ images, containers, volumes, buildCache, totalBytes }: DiskUse): string {
  const row = (name: string, { ours, foreign }: Pick<DiskUse['images'], 'ours' | 'foreign'>) => [
    name,
    `${ours.count}`,
    sizeText(ours.bytes),
    `${foreign.count}`,
    sizeText(foreign.bytes),
  ];
  return [
    formatTable(
      ['', 'OURS', 'SIZE', 'OTHERS', 'SIZE'],
      [row('images', images), row('containers', containers), row('volumes', volumes)],
    ),
    `Layers that several images share: ${sizeText(images.sharedBytes)}\n`,
    `Build cache, of everybody: ${sizeText(buildCache.bytes)}\n`,
    `Together: ${sizeText(totalBytes)}\n`,
  ].join('');
}

async function showLink(session: Session, named: string): Promise<void> {
  const { id } = await findHost(session, named);
  await session.answer(await session.api.hosts.link({ id }, session.options), linkText);
}

function linkText({ roundTrip, ssh }: HostLinkFacts): string {
  const { medianMs, fastestMs, slowestMs, samples } = roundTrip;
  const times = `A call takes ${medianMs.toFixed(1)} ms (${fastestMs.toFixed(1)} to ${slowestMs.toFixed(1)}, ${samples} tries).\n`;
  return ssh === null
    ? times
    : `${times}SSH: ${ssh.connections} of 2 connections, ${ssh.channels} channels, ${ssh.sessions} sessions (at most ${ssh.maxSessions} a connection), ${ssh.transport}.\n`;
}

async function reconnect(session: Session, named: string): Promise<void> {
  const { id } = await findHost(session, named);
  const host = await session.api.hosts.reconnect({ id }, session.options);
  const why = host.error === null ? '' : ` (${host.error.message})`;
  await session.answer(host, () => `${host.name} is ${host.status}${why}.\n`);
}

/** As many as keep an answer below a few seconds. */
const BATCH = 5;

async function prune(session: Session, named: string, { yes, include = [] }: PruneFlags): Promise<void> {
  const { api, options, context } = session;
  const host = await findHost(session, named);
  const plan = await api.hosts.prunePlan({ id: host.id }, options);
  const unknown = include.find((name) => !plan.items.some((item) => item.name === name));
  if (unknown !== undefined) {
    throw usageError('--include', `nothing of that name may go: ${unknown}`, `See "minipaas hosts prune ${named}".`);
  }
  if (yes !== true) {
    await session.answer(plan, () => planText(plan, host.name));
    return;
  }
  const chosen = plan.items.filter(({ needsChoice, name }) => !needsChoice || include.includes(name));
  const removed: PruneItemView[] = [];
  const kept: { readonly key: string; readonly name: string; readonly reason: string }[] = [];
  for (let from = 0; from < chosen.length; from += BATCH) {
    const keys = chosen.slice(from, from + BATCH).map(({ key }) => key);
    const result = await api.hosts.prune({ id: host.id, keys }, options);
    removed.push(...result.removed);
    kept.push(...result.kept);
    context.say(`${Math.min(chosen.length, from + BATCH)} of ${chosen.length}\n`);
  }
  await session.answer({ removed, kept }, () =>
    [
      `Removed ${removed.length} of ${chosen.length} from ${host.name}.\n`,
      ...kept.map(({ name, reason }) => `Kept ${name}: ${reason}\n`),
    ].join(''),
  );
}

const reasons: Readonly<Record<PruneItemView['reason'], string>> = {
  ended: 'its deployment is over',
  orphaned: 'nobody knows it any more',
  leftByMove: 'left behind when its project moved',
  notKept: 'kept for no rollback',
  leftover: 'left by a build',
  unused: 'no container uses it',
};

function planText({ items }: PrunePlan, host: string): string {
  if (items.length === 0) {
    return `Nothing of miniPaaS on ${host} is without use.\n`;
  }
  const table = formatTable(
    ['KIND', 'NAME', 'SIZE', 'WHY', ''],
    items.map(({ kind, name, sizeBytes, reason, needsChoice }) => [
      kind,
      name,
      sizeBytes === null ? '-' : sizeText(sizeBytes),
      reasons[reason],
      needsChoice ? 'only with --include' : '',
    ]),
  );
  return `${table}Nothing was removed. With --yes these go.\n`;
}
