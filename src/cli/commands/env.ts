import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readEnvFile } from '../../contract/env-text.ts';
import type { EnvChange, EnvVar } from '../../contract/environment.ts';
import { CliError, exitCodes, notFound, usageError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import { parseAssignments } from '../variables.ts';
import { addEnvRotation, type DeliveryFlags, deliveryOf, scopeOf, signalFlag } from './env-rotate.ts';
import type { Run } from './run.ts';

export function addEnv(program: Command, run: Run): void {
  const env = program.command('env').description('a project’s environment variables; they apply at the next release');
  env.command('list').description('list them').argument('<project>').action(run<[string]>(list));
  env
    .command('set')
    .description('add variables or replace their values')
    .argument('<project>')
    .argument('<KEY=VALUE...>')
    .option('--secret', 'keep the values as secrets')
    .option('--for <when>', 'when they are there: run, build or both')
    .option('--deliver <how>', 'how the application finds them: variable or, of secrets, file')
    .option(...signalFlag)
    .action(run<[string, string[], SetFlags]>(set));
  addEnvRotation(env, run);
  env
    .command('rm')
    .description('delete variables')
    .argument('<project>')
    .argument('<KEY...>')
    .action(run<[string, string[]]>(remove));
  env
    .command('import')
    .description('import the lines of a .env file')
    .argument('<project>')
    .argument('<file>', '- reads standard input')
    .option('--secret <KEY...>', 'keep these values as secrets')
    .action(run<[string, string, { secret?: string[] }]>(importFile));
  env
    .command('export')
    .description('write them as a .env file; importing it gives the same values')
    .argument('<project>')
    .option('--format <format>', 'env or json', 'env')
    .option('--secrets', 'with the values of secrets, in the clear')
    .action(run<[string, { format: string; secrets?: boolean }]>(exportText));
}

async function list(session: Session, named: string): Promise<void> {
  const { id } = await session.findProject(named);
  await session.answer(await session.api.environment.list({ id }, session.options), variableTable);
}

function variableTable(variables: readonly EnvVar[]): string {
  return formatTable(
    ['KEY', 'VALUE', 'FOR', 'AS', 'APPLIED'],
    variables.map(({ key, value, scope, delivery, signal, shared, isPending }) => [
      key,
      value ?? (shared === null ? '[secret]' : `[shared ${shared.name}]`),
      scope,
      signal === null ? delivery : `${delivery}, ${signal}`,
      isPending ? 'at the next release' : 'yes',
    ]),
  );
}

interface SetFlags extends DeliveryFlags {
  readonly secret?: boolean;
  readonly for?: string;
}

async function set(session: Session, named: string, texts: string[], flags: SetFlags): Promise<void> {
  const scope = flags.for === undefined ? undefined : scopeOf(flags.for);
  const delivered = deliveryOf(flags);
  const assignments = parseAssignments(texts, flags.secret ?? false);
  const { id, name } = await session.findProject(named);
  const variables: EnvVar[] = [];
  for (const assignment of assignments) {
    variables.push(await session.api.environment.set({ id, ...assignment, ...delivered, scope }, session.options));
  }
  const keys = variables.map(({ key }) => key).join(', ');
  // What the application has as a file is there already.
  const waits = variables.some(({ delivery, isPending }) => delivery === 'variable' || isPending);
  await session.answer(variables, () => `Set ${keys} of ${name}.${waits ? ' Deploy to apply.' : ''}\n`);
}

async function remove(session: Session, named: string, keys: string[]): Promise<void> {
  const { id, name } = await session.findProject(named);
  const variables = await session.api.environment.list({ id }, session.options);
  const found = keys.map((key) => {
    const variable = variables.find((candidate) => candidate.key === key);
    if (variable === undefined) {
      throw notFound(`variable ${key} of ${name}`, 'Nothing was deleted. See "minipaas env list".');
    }
    return variable;
  });
  for (const variable of found) {
    await session.api.environment.remove({ id: variable.id }, session.options);
  }
  await session.answer(keys, () => `Deleted ${keys.join(', ')} of ${name}. Deploy to apply.\n`);
}

async function importFile(session: Session, named: string, file: string, flags: { secret?: string[] }): Promise<void> {
  const { context, api, options } = session;
  const text = file === '-' ? await context.readInput() : await read(resolve(context.cwd, file));
  const { id } = await session.findProject(named);
  const changes = await api.environment.import({ id, text, secretKeys: flags.secret ?? [] }, options);
  await session.answer(changes, changeTable);
  const invalid = changes.filter(({ change }) => change === 'invalid').length;
  if (invalid > 0) {
    const message = `${invalid} of ${changes.length} entries could not be read.`;
    throw new CliError(
      { code: 'VALIDATION_FAILED', message, hint: 'Correct them and import again.' },
      exitCodes.failed,
    );
  }
}

async function exportText(
  session: Session,
  named: string,
  flags: { format: string; secrets?: boolean },
): Promise<void> {
  const { format, secrets: includeSecrets = false } = flags;
  if (format !== 'env' && format !== 'json') {
    throw usageError('format', `"${format}" is none`, 'It is env or json.');
  }
  const { id } = await session.findProject(named);
  const made = await session.api.environment.export({ id, format, includeSecrets }, session.options);
  await session.answer(made, ({ text }) => text);
  if (!session.isJson && made.leftOut.length > 0) {
    session.context.say(`Left out, being secrets: ${made.leftOut.join(', ')}. Take them along with --secrets.\n`);
  }
  if (made.unwritable.length > 0) {
    const message = `The .env format cannot express ${made.unwritable.join(', ')}.`;
    throw new CliError({ code: 'VALIDATION_FAILED', message, hint: 'Use --format json.' }, exitCodes.failed);
  }
}

function changeTable(changes: readonly EnvChange[]): string {
  return formatTable(
    ['KEY', 'CHANGE', 'NOTE'],
    changes.map(({ key, change, isSecret, reason, line }) => [
      key,
      change,
      reason === null ? (isSecret ? 'secret' : '') : `${reason}${line === null ? '' : ` (line ${line})`}`,
    ]),
  );
}

async function read(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    const problem = error instanceof Error ? error.message : String(error);
    throw usageError('file', problem, 'Name a file that can be read, or - for standard input.');
  });
  const file = readEnvFile(bytes, (utf8) => new TextDecoder('utf-8', { fatal: true }).decode(utf8));
  if (file.kind === 'refused') {
    throw usageError('file', `${path}: ${file.problem}`, file.hint);
  }
  return file.text;
}
