import type { Command } from 'commander';
import type { Project } from '../../contract/projects.ts';
import { usageError } from '../cli-error.ts';
import { deploymentLine, failureOf } from '../describe.ts';
import { findHost } from '../find-host.ts';
import { followDeployment } from '../follow.ts';
import type { Session } from '../session.ts';
import { pickProject } from '../session.ts';
import { describeSource, isSameSource, readSource, type SourceArgument } from '../source-argument.ts';
import { parseAssignments, type Variable } from '../variables.ts';
import type { Run } from './run.ts';

interface DeployFlags {
  readonly name?: string;
  readonly branch?: string;
  readonly host?: string;
  readonly env?: readonly string[];
  readonly secret?: readonly string[];
  readonly follow?: boolean;
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export function addDeploy(program: Command, run: Run): void {
  program
    .command('deploy')
    .description('deploy a folder or a Git repository; makes the project the first time')
    .argument('[source]', 'a folder of this machine, or the address of a repository', '.')
    .option('--name <name>', 'of the project')
    .option('--branch <branch>', 'to deploy')
    .option('--host <host>', 'where a new project runs; this machine when left out')
    .option('--env <KEY=VALUE>', 'set a variable first (may be repeated)', collect)
    .option('--secret <KEY=VALUE>', 'set a secret variable first (may be repeated)', collect)
    .option('-f, --follow', 'print the build log and wait for the outcome')
    .action(run<[string, DeployFlags]>(deploy));
}

async function deploy(session: Session, argument: string, flags: DeployFlags): Promise<void> {
  const { api, context, options } = session;
  const source = readSource(argument, context.cwd);
  const variables = [...parseAssignments(flags.env ?? [], false), ...parseAssignments(flags.secret ?? [], true)];
  if (source.kind === 'folder' && !isLocal(session.target.url)) {
    const problem = `a folder of this machine cannot be deployed to ${session.target.url}`;
    throw usageError('source', problem, 'Push it to a Git server and name that address.');
  }
  const project =
    (await findExisting(session, source, flags, variables)) ?? (await create(session, source, flags, variables));
  const branch = flags.branch === undefined ? {} : { branch: flags.branch };
  const deployment = await api.deployments.create({ id: project.id, ...branch }, options);
  if (flags.follow !== true) {
    await session.answer(deployment, () => deploymentLine(deployment, project.name));
    context.say(`Follow it with: minipaas logs ${project.slug} --build -f\n`);
    return;
  }

  context.say(deploymentLine(deployment, project.name));
  const goesOn = () =>
    context.say(`The deployment goes on. Cancel it with: minipaas cancel ${project.slug} ${deployment.id}\n`);
  context.signal.addEventListener('abort', goesOn, { once: true });
  const outcome = await followDeployment(session, deployment.id);
  const failure = failureOf(outcome);
  if (failure !== null) {
    throw failure;
  }
  // With --json the lines of the log went before, one value a line: so does this one.
  await context.print(session.isJson ? `${JSON.stringify(outcome)}\n` : deploymentLine(outcome, project.name));
}

async function findExisting(
  session: Session,
  source: SourceArgument,
  flags: DeployFlags,
  variables: readonly Variable[],
): Promise<Project | null> {
  const { api, options } = session;
  const { name } = flags;
  const projects = await api.projects.list(undefined, options);
  const found =
    name === undefined ? projects.find((project) => isSameSource(project.source, source)) : pickProject(projects, name);
  if (found === undefined) {
    return null;
  }
  if (!isSameSource(found.source, source)) {
    const problem = `${found.name} is made of ${describeSource(found.source)}`;
    throw usageError('--name', problem, 'Choose another name, or change the source in the project’s settings.');
  }
  if (flags.host !== undefined && (await findHost(session, flags.host)).id !== found.hostId) {
    const problem = `${found.name} is on ${found.hostName}`;
    throw usageError('--host', problem, `Move it with: minipaas projects move ${found.slug} "${flags.host}"`);
  }
  for (const variable of variables) {
    await api.environment.set({ id: found.id, ...variable }, options);
  }
  return found;
}

async function create(
  session: Session,
  source: SourceArgument,
  flags: DeployFlags,
  variables: readonly Variable[],
): Promise<Project> {
  const host = flags.host === undefined ? null : await findHost(session, flags.host);
  return session.api.projects.create(
    {
      ...(host === null ? {} : { hostId: host.id }),
      ...(source.kind === 'git' ? { repoUrl: source.repoUrl } : { folderPath: source.folderPath }),
      ...(flags.name === undefined ? {} : { name: flags.name }),
      ...(flags.branch === undefined || source.kind !== 'git' ? {} : { branch: flags.branch }),
      ...(variables.length === 0 ? {} : { variables: [...variables] }),
    },
    session.options,
  );
}

function isLocal(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
