import type { Command } from 'commander';
import { notFound, usageError } from '../cli-error.ts';
import { printLines, readLog } from '../follow.ts';
import type { Session } from '../session.ts';
import { parseId } from './releases.ts';
import { type OwnLogFlags, ownLogOptions, printOwnLog } from './own-log.ts';
import type { Run } from './run.ts';

interface LogFlags extends OwnLogFlags {
  readonly controlPlane?: boolean;
  readonly build?: boolean;
  readonly deployment?: string;
}

export function addLogs(program: Command, run: Run): void {
  const command = program
    .command('logs')
    .description('print a project’s log: what its running release writes, or with --build how its newest one was built')
    .argument('[project]')
    .option('-f, --follow', 'go on as lines are written')
    .option('--build', 'the build log')
    .option('--deployment <id>', 'of this deployment');
  ownLogOptions(command).action(run<[string | undefined, LogFlags]>(printLog));
}

async function printLog(session: Session, named: string | undefined, flags: LogFlags): Promise<void> {
  if (flags.controlPlane === true) {
    return printOwnLog(session, named, flags);
  }
  if (named === undefined) {
    throw usageError('project', 'none is named', 'Name one, or ask for miniPaaS’s own with --control-plane.');
  }
  const project = await session.findProject(named);
  const newest = flags.build === true ? project.latest : (project.current ?? project.latest);
  const id = flags.deployment === undefined ? newest?.id : parseId(flags.deployment);
  if (id === undefined) {
    throw notFound(`deployment of ${project.name} yet`, `Deploy it with "minipaas deploy --name ${project.slug}".`);
  }
  const kind = flags.build === true ? 'build' : 'runtime';
  for await (const lines of readLog(session, { id, kind, isFollowed: flags.follow ?? false })) {
    await printLines(session, lines);
  }
}
