// The configuration file: checked and begun without a running miniPaaS; what is in force is asked of the one that runs.
import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { checkConfiguration } from '../../contract/configuration.ts';
import type { SettingOrigin } from '../../contract/settings.ts';
import { findConfigurationFile } from '../../main/lib/configuration-file/find-configuration-file.ts';
import { readConfigurationFile } from '../../main/lib/configuration-file/read-configuration-file.ts';
import { resolveDataDir } from '../../main/lib/data-dir.ts';
import { makeFolder } from '../../main/lib/make-folder.ts';
import { CliError, exitCodes, usageError } from '../cli-error.ts';
import { configurationExample } from '../configuration-example.ts';
import type { CliContext } from '../context.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Run } from './run.ts';

const TIMEOUT_MS = 5_000;

export interface LocalFlags {
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** A command that needs no running miniPaaS. */
export type RunLocally = <A extends unknown[]>(
  work: (context: CliContext, flags: LocalFlags, ...given: A) => Promise<void>,
) => (...given: A) => Promise<void>;

export function addConfig(program: Command, run: Run, runLocally: RunLocally): void {
  const config = program.command('config').description('the configuration file of miniPaaS');
  config
    .command('show', { isDefault: true })
    .description('each value in force and where it comes from')
    .action(run(show));
  config
    .command('check')
    .description('look for mistakes in the file, without a running miniPaaS')
    .argument('[file]', 'the one that would be used where left out')
    .action(runLocally<[string | undefined]>(check));
  config
    .command('init')
    .description('write a file in which every key stands with its default, as comments')
    .argument('[file]', 'minipaas.config.js in the data folder where left out')
    .action(runLocally<[string | undefined]>(init));
}

async function show({ api, options, answer }: Session): Promise<void> {
  await answer(await api.settings.origins(undefined, options), (origins) =>
    formatTable(
      ['KEY', 'VALUE', 'FROM'],
      origins.map(({ path, value, source, where }) => [path, JSON.stringify(value), from(source, where)]),
    ),
  );
}

const sources: Readonly<Record<SettingOrigin['source'], string>> = {
  default: 'default',
  settingsPage: 'settings page',
  file: 'file',
  environment: 'environment',
};

function from(source: SettingOrigin['source'], where: string | null): string {
  return where === null ? sources[source] : `${sources[source]}: ${where}`;
}

async function check(context: CliContext, flags: LocalFlags, named: string | undefined): Promise<void> {
  const file = named === undefined ? foundFile(context, flags) : resolve(context.cwd, named);
  if (file === null) {
    await context.print(
      flags.json === true
        ? `${JSON.stringify({ file: null, problems: [] })}\n`
        : `There is no configuration file in ${dataDirOf(context, flags)}; "minipaas config init" writes one.\n`,
    );
    return;
  }
  const problems = await problemsOf(file);
  if (problems.length > 0) {
    throw new CliError(
      {
        code: 'CONFIGURATION_INVALID',
        message: `${file}\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
        hint: 'docs/configuration.md has every key.',
      },
      exitCodes.failed,
    );
  }
  await context.print(flags.json === true ? `${JSON.stringify({ file, problems })}\n` : `${file} can be used.\n`);
}

async function problemsOf(file: string): Promise<readonly string[]> {
  const read = await readConfigurationFile(file, { timeoutMs: TIMEOUT_MS });
  if (!read.ok) {
    return [atLine(read.line, read.problem)];
  }
  const checked = checkConfiguration(read.value);
  return checked.ok
    ? []
    : checked.problems.map(({ path, problem }) =>
        atLine(read.lineOf(path), `${path.length === 0 ? 'it' : path.join('.')} ${problem}`),
      );
}

function atLine(line: number | null, problem: string): string {
  return line === null ? problem : `line ${line}: ${problem}`;
}

/** As the program looks for it, but for the folder of its sources, which is not known here. */
function foundFile(context: CliContext, flags: LocalFlags): string | null {
  const named = context.env['MINIPAAS_CONFIG'];
  if (named !== undefined && named !== '') {
    return resolve(context.cwd, named);
  }
  const found = findConfigurationFile([dataDirOf(context, flags)]);
  if (found.type === 'several') {
    throw usageError('configuration', `${found.files.join(' and ')} lie side by side`, 'Keep one.');
  }
  return found.type === 'file' ? found.file : null;
}

async function init(context: CliContext, flags: LocalFlags, named: string | undefined): Promise<void> {
  const file =
    named === undefined ? join(dataDirOf(context, flags), 'minipaas.config.js') : resolve(context.cwd, named);
  if (!/\.[cm]?js$/.test(file)) {
    throw usageError('file', `"${file}" does not end in .js or .mjs`, 'What is written is JavaScript.');
  }
  try {
    makeFolder(dirname(file), 0o700);
    // Never over a file that somebody wrote.
    writeFileSync(file, configurationExample, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === 'EEXIST'
      ? usageError('file', `${file} is there already`, 'Look at it with "minipaas config check", or name another.')
      : usageError('file', message, 'Name a file that this user may write.');
  }
  await context.print(flags.json === true ? `${JSON.stringify({ file })}\n` : `Wrote ${file}.\n`);
}

function dataDirOf({ env, cwd, home, platform }: CliContext, flags: LocalFlags): string {
  return resolveDataDir({ platform, env, home, cwd, flag: flags.dataDir });
}
