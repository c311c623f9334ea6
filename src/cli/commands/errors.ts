import type { Command } from 'commander';
import { type ErrorGroup, type ErrorGroupDetail, errorGroupStatus } from '../../contract/error-groups.ts';
import { errorGroupId } from '../../contract/ids.ts';
import { usageError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Run } from './run.ts';

export function addErrors(program: Command, run: Run): void {
  const errors = program
    .command('errors')
    .description('errors that a project’s application wrote into its log, grouped');
  errors
    .command('list')
    .description('list them, last seen first')
    .argument('<project>')
    .option('--status <status>', 'open, resolved, ignored or all', 'open')
    .action(run<[string, { status: string }]>(list));
  errors
    .command('show')
    .description('one with its releases and its newest lines')
    .argument('<id>')
    .action(run<[string]>(show));
  errors
    .command('resolve')
    .description('resolve errors: seen again, they are open again')
    .argument('<id...>')
    .option('--next-release', 'only if seen in a release that comes after the newest there is')
    .action(run<[string[], { nextRelease?: boolean }]>(resolve));
  errors
    .command('ignore')
    .description('count errors without telling anybody')
    .argument('<id...>')
    .action(run<[string[]]>(ignore));
  errors
    .command('reopen')
    .description('take back that errors are resolved or ignored')
    .argument('<id...>')
    .action(run<[string[]]>(reopen));
  errors
    .command('notify')
    .description('switch the notifications about new errors of a project')
    .argument('<project>')
    .argument('<on|off>')
    .action(run<[string, string]>(notify));
}

async function list(session: Session, named: string, flags: { status: string }): Promise<void> {
  const status = flags.status === 'all' ? undefined : statusOf(flags.status);
  const { id } = await session.findProject(named);
  const found = await session.api.errorGroups.list(
    { id, ...(status === undefined ? {} : { status }) },
    session.options,
  );
  await session.answer(found, ({ groups }) => errorTable(groups));
}

function statusOf(text: string) {
  const status = errorGroupStatus.safeParse(text);
  if (!status.success) {
    throw usageError('status', `"${text}" is none`, 'It is open, resolved, ignored or all.');
  }
  return status.data;
}

function errorTable(groups: readonly ErrorGroup[]): string {
  return formatTable(
    ['ID', 'STATE', 'TIMES', 'LAST SEEN', 'RELEASE', 'ERROR'],
    groups.map((group) => [
      String(group.id),
      stateOf(group),
      String(group.count),
      group.lastSeenAt,
      `#${group.lastDeploymentId}`,
      titleOf(group),
    ]),
  );
}

async function show(session: Session, text: string): Promise<void> {
  const group = await session.api.errorGroups.get({ id: idOf(text) }, session.options);
  await session.answer(group, describe);
}

function describe(group: ErrorGroupDetail): string {
  const sample = group.samples[0];
  const releases = formatTable(
    ['RELEASE', 'TIMES', 'FIRST SEEN', 'LAST SEEN'],
    group.releases.map((each) => [`#${each.deploymentId}`, String(each.count), each.firstSeenAt, each.lastSeenAt]),
  );
  return [
    titleOf(group),
    group.culprit ?? '',
    `${stateOf(group)}, ${group.count} times, first seen ${group.firstSeenAt}, last seen ${group.lastSeenAt}`,
    '',
    releases,
    sample === undefined ? '' : `Line ${sample.firstSeq} of the log of #${sample.deploymentId}:\n${sample.text}\n`,
  ]
    .filter((part, index) => part !== '' || index === 3)
    .join('\n');
}

async function resolve(session: Session, ids: string[], flags: { nextRelease?: boolean }): Promise<void> {
  const inNextRelease = flags.nextRelease ?? false;
  await decide(session, ids, 'Resolved', (id) =>
    session.api.errorGroups.resolve({ id, inNextRelease }, session.options),
  );
}

async function ignore(session: Session, ids: string[]): Promise<void> {
  await decide(session, ids, 'Ignored', (id) => session.api.errorGroups.ignore({ id }, session.options));
}

async function reopen(session: Session, ids: string[]): Promise<void> {
  await decide(session, ids, 'Opened again', (id) => session.api.errorGroups.reopen({ id }, session.options));
}

async function decide(
  session: Session,
  texts: readonly string[],
  done: string,
  call: (id: ErrorGroup['id']) => Promise<ErrorGroup>,
): Promise<void> {
  const groups: ErrorGroup[] = [];
  for (const id of texts.map(idOf)) {
    groups.push(await call(id));
  }
  await session.answer(groups, () => groups.map((group) => `${done}: ${titleOf(group)}\n`).join(''));
}

async function notify(session: Session, named: string, text: string): Promise<void> {
  if (text !== 'on' && text !== 'off') {
    throw usageError('on|off', `"${text}" is neither`, 'It is on or off.');
  }
  const { id, name } = await session.findProject(named);
  const answer = await session.api.errorGroups.setNotifications({ id, isOn: text === 'on' }, session.options);
  await session.answer(answer, () => `Notifications about errors of ${name} are ${text}.\n`);
}

function idOf(text: string): ErrorGroup['id'] {
  const id = errorGroupId.safeParse(Number(text.replace(/^#/, '')));
  if (!id.success) {
    throw usageError('id', `"${text}" is no number of an error`, 'See "minipaas errors list".');
  }
  return id.data;
}

function titleOf({ type, message }: ErrorGroup): string {
  return [type, message].filter((part) => part !== '').join(': ');
}

function stateOf({ status, reopenedIn }: ErrorGroup): string {
  return status === 'open' && reopenedIn !== null ? `back in #${reopenedIn}` : status;
}
