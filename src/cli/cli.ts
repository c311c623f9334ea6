// `minipaas`: the command line of a running miniPaaS, over its REST API.
import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { type ExitCode, exitCodes, formatError, toCliError } from './cli-error.ts';
import { addBackups } from './commands/backups.ts';
import { addBrowser } from './commands/browser.ts';
import { addCheck } from './commands/check.ts';
import { addConfig, type RunLocally } from './commands/config.ts';
import { addDeploy } from './commands/deploy.ts';
import { addDomains } from './commands/domains.ts';
import { addEnv } from './commands/env.ts';
import { addForwards } from './commands/forwards.ts';
import { addHosts } from './commands/hosts.ts';
import { addIngress } from './commands/ingress.ts';
import { addInstallation } from './commands/installation.ts';
import { addLimits } from './commands/limits.ts';
import { addErrors } from './commands/errors.ts';
import { addLogs } from './commands/logs.ts';
import { addMetrics } from './commands/metrics.ts';
import { addReport } from './commands/own-log.ts';
import { addProjects } from './commands/projects.ts';
import { addQueue } from './commands/queue.ts';
import { addRegistries } from './commands/registries.ts';
import { addReleases } from './commands/releases.ts';
import type { Run } from './commands/run.ts';
import { addSharedSecrets } from './commands/shared-secrets.ts';
import { addShell } from './commands/shell.ts';
import { addUpkeep } from './commands/upkeep.ts';
import type { CliContext } from './context.ts';
import { type GlobalFlags, openSession } from './session.ts';

const afterHelp = `
It talks to the miniPaaS that runs on this machine's data folder, or to the one named with --url and --token.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no miniPaaS answers, 4 not logged in, 130 interrupted.`;

/** Resolves with the exit code; everything to read has been written by then. */
export async function runCli(args: readonly string[], context: CliContext): Promise<ExitCode> {
  const program = createProgram(context);
  let url: string | null = null;
  const run: Run =
    (work) =>
    async (...given) => {
      const session = openSession(context, program.opts<GlobalFlags>());
      url = session.target.url;
      await work(session, ...given);
    };
  for (const add of [
    addDeploy,
    addProjects,
    addLogs,
    addErrors,
    addReleases,
    addQueue,
    addUpkeep,
    addEnv,
    addSharedSecrets,
    addRegistries,
    addLimits,
    addMetrics,
    addBackups,
    addDomains,
    addHosts,
    addIngress,
    addShell,
    addForwards,
    addInstallation,
    addReport,
    addBrowser,
  ]) {
    add(program, run);
  }

  const runLocally: RunLocally =
    (work) =>
    (...given) =>
      work(context, program.opts<GlobalFlags>(), ...given);
  addConfig(program, run, runLocally);
  addCheck(program, runLocally);

  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (context.signal.aborted) {
      return exitCodes.interrupted;
    }
    if (error instanceof CommanderError) {
      // It has written what it had to say itself: the help or the version, or what is wrong with the arguments.
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    }
    const { body, exitCode } = toCliError(error, url);
    const isJson = program.opts<GlobalFlags>().json ?? false;
    context.say(`${isJson ? JSON.stringify(body) : formatError(body)}\n`);
    return exitCode;
  }
}

function createProgram({ print, say }: CliContext): Command {
  return new Command('minipaas')
    .description('Deploys to and looks after a running miniPaaS.')
    .version(packageJson.version)
    .option('--url <url>', 'of the miniPaaS to talk to (or the variable MINIPAAS_URL)')
    .option('--token <token>', 'for it (or the variable MINIPAAS_TOKEN, which nobody else can see)')
    .option('--data-dir <directory>', 'whose miniPaaS to talk to (or the variable MINIPAAS_DATA_DIR)')
    .option('--json', 'write JSON')
    .addHelpText('after', afterHelp)
    .showHelpAfterError('(see minipaas --help)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void print(text), writeErr: say });
}
