// minipaas.json of a repository, checked as a deployment would: without a running miniPaaS, before it is pushed.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { MAX_REPOSITORY_FILE_BYTES, REPOSITORY_FILE, type RepositoryFile } from '../../contract/repository-file.ts';
import { checkRepositoryFile, problemText } from '../../contract/check-repository-file.ts';
import { CliError, exitCodes, usageError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import type { LocalFlags, RunLocally } from './config.ts';

export function addCheck(program: Command, runLocally: RunLocally): void {
  program
    .command('check')
    .description('look for mistakes in the minipaas.json of a repository, without a running miniPaaS')
    .argument('[path]', 'of the file or its directory; where you are when left out')
    .action(runLocally<[string | undefined]>(check));
}

async function check(context: CliContext, flags: LocalFlags, named = '.'): Promise<void> {
  const file = fileAt(resolve(context.cwd, named));
  const text = read(file);
  const checked = checkRepositoryFile(text);
  const problems = checked.ok
    ? placeProblems(dirname(file), checked.value)
    : checked.problems.map((each) => problemText(each));
  if (problems.length > 0) {
    throw new CliError(
      {
        code: 'REPOSITORY_FILE_INVALID',
        message: `${file}\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
        hint: 'docs/repository-file.md has every key.',
      },
      exitCodes.failed,
    );
  }
  await context.print(flags.json === true ? `${JSON.stringify({ file, problems })}\n` : `${file} can be used.\n`);
}

function fileAt(path: string): string {
  const file = isDirectory(path) ? join(path, REPOSITORY_FILE) : path;
  if (!existsSync(file)) {
    throw usageError('path', `there is no ${file}`, `Name a ${REPOSITORY_FILE} or the directory that has one.`);
  }
  return file;
}

function read(file: string): string {
  try {
    // Refused by its size before it is in memory.
    if (statSync(file).size > MAX_REPOSITORY_FILE_BYTES) {
      return ' '.repeat(MAX_REPOSITORY_FILE_BYTES + 1);
    }
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw usageError('path', (error as Error).message, 'Name a file that this user may read.');
  }
}

/** What the file names and is not beside it. A Dockerfile may be made by the build: its context must be there before. */
function placeProblems(directory: string, { build = {} }: RepositoryFile): readonly string[] {
  const context = join(directory, build.context ?? '.');
  if (!isDirectory(context)) {
    return [`build.context: there is no directory ${build.context}`];
  }
  const { dockerfile, command } = build;
  const own = ['Dockerfile', 'dockerfile'].find((name) => existsSync(join(context, name)));
  if (command !== undefined && own !== undefined) {
    return [`build.command: it would not be run, since ${own} says how it is built; leave one of them out`];
  }
  return dockerfile === undefined || existsSync(join(context, dockerfile))
    ? []
    : [`build.dockerfile: there is no ${dockerfile} in ${build.context ?? 'the directory of the file'}`];
}

function isDirectory(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
