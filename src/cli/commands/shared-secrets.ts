// Secrets that several projects share.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { SharedSecret } from '../../contract/shared-secrets.ts';
import { CliError, exitCodes, notFound } from '../cli-error.ts';
import { readValue, valueFileFlag } from '../read-value.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import { type DeliveryFlags, deliveryOf, scopeOf, signalFlag } from './env-rotate.ts';
import type { Run } from './run.ts';

const POLL_MS = 500;

interface ValueFlags {
  readonly valueFile: string;
}

interface UseFlags extends DeliveryFlags {
  readonly as?: string;
  readonly for: string;
}

interface WaitFlags {
  readonly wait: boolean;
}

export function addSharedSecrets(program: Command, run: Run): void {
  const secrets = program.command('secrets').description('secrets that several projects share');
  secrets.command('list', { isDefault: true }).description('list them').action(run(list));
  secrets
    .command('add')
    .description('add one')
    .argument('<NAME>')
    .option(...valueFileFlag)
    .option('--note <text>', 'what it is for', '')
    .action(run<[string, ValueFlags & { readonly note: string }]>(add));
  secrets
    .command('use')
    .description('give a project a variable that follows it')
    .argument('<NAME>')
    .argument('<project>')
    .option('--as <KEY>', 'the variable’s name; that of the secret when left out')
    .option('--for <when>', 'run, build or both', 'run')
    .option('--deliver <how>', 'how the application finds it: variable or file')
    .option(...signalFlag)
    .action(run<[string, string, UseFlags]>(use));
  secrets
    .command('rotate')
    .description('another value: its projects are rolled one after another, up to the first that does not run with it')
    .argument('<NAME>')
    .option(...valueFileFlag)
    .option('--no-wait', 'do not wait until all have it')
    .action(
      run<[string, ValueFlags & WaitFlags]>(async (session, named, flags) => {
        const { id } = await find(session, named);
        const value = await readValue(session, flags.valueFile);
        await follow(session, await session.api.sharedSecrets.rotate({ id, value }, session.options), flags);
      }),
    );
  for (const [verb, procedure, description] of [
    ['restore', 'restoreFormer', 'back to the value before the last rotation'],
    ['resume', 'resume', 'go on with a rotation that failed, where it failed'],
  ] as const) {
    secrets
      .command(verb)
      .description(description)
      .argument('<NAME>')
      .option('--no-wait', 'do not wait until all have it')
      .action(
        run<[string, WaitFlags]>(async (session, named, flags) => {
          const { id } = await find(session, named);
          await follow(session, await session.api.sharedSecrets[procedure]({ id }, session.options), flags);
        }),
      );
  }
  secrets
    .command('remove')
    .description('delete one that no project uses')
    .argument('<NAME>')
    .action(
      run<[string]>(async (session, named) => {
        const { id, name } = await find(session, named);
        await session.answer(
          await session.api.sharedSecrets.remove({ id }, session.options),
          () => `Deleted ${name}.\n`,
        );
      }),
    );
}

async function find({ api, options }: Session, named: string): Promise<SharedSecret> {
  const all = await api.sharedSecrets.list(undefined, options);
  const found = all.find(({ name }) => name === named);
  if (found === undefined) {
    const names = all.map(({ name }) => name).join(', ');
    throw notFound(`shared secret ${named}`, names === '' ? 'There is none yet.' : `There are: ${names}.`);
  }
  return found;
}

async function list({ api, options, answer }: Session): Promise<void> {
  await answer(await api.sharedSecrets.list(undefined, options), (all) =>
    formatTable(
      ['NAME', 'USED BY', 'ROTATED', 'STATE', 'NOTE'],
      all.map(({ name, usedBy, rotatedAt, rollout, note }) => [
        name,
        [...new Set(usedBy.map(({ projectName }) => projectName))].join(', ') || '-',
        rotatedAt ?? '-',
        rollout.status === 'none' ? '-' : rollout.status,
        note,
      ]),
    ),
  );
}

async function add(
  session: Session,
  name: string,
  { valueFile, note }: ValueFlags & { readonly note: string },
): Promise<void> {
  const value = await readValue(session, valueFile);
  const made = await session.api.sharedSecrets.create({ name, value, note }, session.options);
  await session.answer(made, () => `Added ${name}. A project gets it with "minipaas secrets use ${name} PROJECT".\n`);
}

async function use(session: Session, named: string, projectNamed: string, flags: UseFlags): Promise<void> {
  const how = { scope: scopeOf(flags.for), ...deliveryOf(flags) };
  const { id, name } = await find(session, named);
  const project = await session.findProject(projectNamed);
  const input = { id, projectId: project.id, ...how, ...(flags.as === undefined ? {} : { key: flags.as }) };
  await session.answer(
    await session.api.sharedSecrets.use(input, session.options),
    ({ key }) => `${key} of ${project.name} follows ${name}. Deploy to apply.\n`,
  );
}

/** Says each project as it gets the value. */
async function follow(session: Session, begun: SharedSecret, { wait }: WaitFlags): Promise<void> {
  let secret = begun;
  const said = new Set<number>();
  while (wait && secret.rollout.status === 'rolling') {
    await sleep(POLL_MS, undefined, session.options);
    secret = await find(session, begun.name);
    for (const { projectId, projectName, status } of secret.rollout.steps) {
      if (status === 'done' && !said.has(projectId)) {
        said.add(projectId);
        session.context.say(`${projectName} has it.\n`);
      }
    }
  }
  await session.answer(secret, ({ name, rollout }) => {
    const done = rollout.steps.filter(({ status }) => status === 'done').length;
    return rollout.status === 'rolling'
      ? `${name} has another value; its projects are rolled.\n`
      : `${name}: ${done} of ${rollout.steps.length} projects have it.\n`;
  });
  const failed = secret.rollout.steps.find(({ status }) => status === 'failed');
  if (failed !== undefined) {
    const message = `The rotation stopped at ${failed.projectName}: ${failed.problem ?? 'it does not run with the new value'}`;
    const hint = `Go on with "minipaas secrets resume ${secret.name}", or back with "minipaas secrets restore ${secret.name}".`;
    throw new CliError({ code: 'ROTATION_STOPPED', message, hint }, exitCodes.failed);
  }
}
