// Where a project is, and its end.
import type { Command } from 'commander';
import type { RemovalPlan } from '../../contract/projects.ts';
import type { LeftVolume } from '../../contract/volumes.ts';
import { sizeText } from '../bytes.ts';
import { usageError } from '../cli-error.ts';
import { findHost } from '../find-host.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Run } from './run.ts';

interface RemoveFlags {
  readonly yes?: boolean;
  readonly force?: boolean;
}

export function addProjectChanges(projects: Command, run: Run): void {
  projects
    .command('move')
    .description(
      'move a project with its volumes to another host: deployed and proven there, then removed where it was',
    )
    .argument('<project>')
    .argument('<host>')
    .action(run<[string, string]>(move));
  projects
    .command('left-volumes')
    .description('what moves have left of a project’s volumes on other hosts; with --yes delete it')
    .argument('<project>')
    .option('--yes', 'delete it')
    .action(run<[string, Pick<RemoveFlags, 'yes'>]>(leftVolumes));
  projects
    .command('remove')
    .description('show what a project has; with --yes delete it with all of that')
    .argument('<project>')
    .option('--yes', 'delete it')
    .option('--force', 'forget it although its host or the keychain cannot be reached; what it has there stays')
    .action(run<[string, RemoveFlags]>(remove));
}

async function move(session: Session, named: string, hostName: string): Promise<void> {
  const { id } = await session.findProject(named);
  const host = await findHost(session, hostName);
  const project = await session.api.projects.move({ id, hostId: host.id }, session.options);
  const { latest } = project;
  await session.answer(project, () =>
    project.hostId === host.id || latest === null
      ? `${project.name} is on ${host.name} now; nothing of it ran.\n`
      : `Deployment ${latest.id} moves ${project.name} to ${host.name}. Its volumes come along: it stands still while they are copied.\n`,
  );
}

async function leftVolumes(session: Session, named: string, { yes }: Pick<RemoveFlags, 'yes'>): Promise<void> {
  const { api, options } = session;
  const { id } = await session.findProject(named);
  const left = await api.volumes.left({ id }, options);
  if (yes === true) {
    for (const each of left) {
      await api.volumes.removeLeft({ id: each.id }, options);
    }
    return session.answer(left, () => (left.length === 0 ? 'Nothing was left.\n' : `Deleted ${left.length}.\n`));
  }
  const hosts = await api.hosts.list(undefined, options);
  const hostName = ({ hostId }: LeftVolume): string => hosts.find((host) => host.id === hostId)?.name ?? String(hostId);
  await session.answer(left, () =>
    left.length === 0
      ? 'Nothing is left of its volumes on other hosts.\n'
      : formatTable(
          ['VOLUME', 'HOST', 'DOCKER VOLUME', 'SIZE', 'LEFT'],
          left.map((each) => [each.name, hostName(each), each.dockerName, sizeText(each.sizeBytes), each.leftAt]),
        ),
  );
}

async function remove(session: Session, named: string, { yes, force }: RemoveFlags): Promise<void> {
  const { id, name } = await session.findProject(named);
  if (yes !== true) {
    const plan = await session.api.projects.removalPlan({ id }, session.options);
    await session.answer(plan, planText);
    throw usageError('--yes', 'nothing was deleted', `To delete it: minipaas projects remove ${named} --yes`);
  }
  const plan = await session.api.projects.remove({ id, ...(force === true ? { force } : {}) }, session.options);
  await session.answer(plan, () => `Deleted ${name}.\n`);
}

function planText({ project, containers, images, volumes, deploymentCount, logBytes, ...plan }: RemovalPlan): string {
  const names = (title: string, all: readonly string[]): string =>
    all.length === 0 ? '' : `  ${title}: ${all.join(', ')}\n`;
  return [
    `With ${project.name} go:\n`,
    names('containers', containers),
    names('images', images),
    names(
      'volumes',
      volumes.map((volume) => `${volume.name} (${sizeText(volume.sizeBytes)})`),
    ),
    `  ${deploymentCount} deployments, ${plan.variableCount} variables, ${sizeText(logBytes)} of logs\n`,
    plan.engineUnreachable ? 'Its host cannot be reached: what is there stays, and only --force deletes it now.\n' : '',
  ].join('');
}
