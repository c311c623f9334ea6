// What ends in a browser: a project's address, a login.
import type { Command } from 'commander';
import { CliError, exitCodes } from '../cli-error.ts';
import { requestLoginLink } from '../client.ts';
import type { Session } from '../session.ts';
import type { Run } from './run.ts';

export function addBrowser(program: Command, run: Run): void {
  program
    .command('open')
    .description('open a project’s application in the browser')
    .argument('<project>')
    .option('--print', 'only print its address')
    .action(run<[string, { print?: boolean }]>(open));
  program
    .command('login')
    .description('print a fresh one-time link that logs a browser in')
    .option('--open', 'open it, too')
    .action(run<[{ open?: boolean }]>(login));
}

async function open(session: Session, named: string, flags: { print?: boolean }): Promise<void> {
  const project = await session.findProject(named);
  const { url } = project;
  if (url === null) {
    const message = `${project.name} has no address: it is not running.`;
    throw new CliError({ code: 'NOTHING_RUNNING', message, hint: 'Deploy or start it first.' }, exitCodes.failed);
  }
  await session.answer({ url }, () => `${url}\n`);
  if (flags.print !== true) {
    await session.context.openInBrowser(url);
  }
}

async function login(session: Session, flags: { open?: boolean }): Promise<void> {
  const url = await requestLoginLink(session.target, session.options.signal);
  await session.answer({ url }, () => `${url}\n`);
  session.context.say('Good for one login within ten minutes.\n');
  if (flags.open === true) {
    await session.context.openInBrowser(url);
  }
}
