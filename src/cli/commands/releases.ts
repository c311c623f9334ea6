// What is done to a project's releases.
import type { Command } from 'commander';
import type { Deployment } from '../../contract/deployments.ts';
import type { DeploymentId } from '../../contract/ids.ts';
import type { Project } from '../../contract/projects.ts';
import { notFound, usageError } from '../cli-error.ts';
import { deploymentLine, stateOf } from '../describe.ts';
import type { Session } from '../session.ts';
import type { Run } from './run.ts';

export function addReleases(program: Command, run: Run): void {
  program
    .command('rollback')
    .description('deploy the kept image of an earlier deployment again, without a build')
    .argument('<project>')
    .argument('[deployment]', 'its id; the one before the current one when left out')
    .action(run<[string, string | undefined]>(rollBack));
  program
    .command('cancel')
    .description('cancel a deployment that waits, builds or starts')
    .argument('<project>')
    .argument('[deployment]', 'its id; the newest one when left out')
    .action(run<[string, string | undefined]>(cancel));
  for (const verb of ['stop', 'start', 'restart'] as const) {
    program
      .command(verb)
      .description(`${verb} the project’s release`)
      .argument('<project>')
      .action(
        run<[string]>(async (session, named) => {
          const { id } = await session.findProject(named);
          const project = await session.api.projects[verb]({ id }, session.options);
          await session.answer(project, () => `${project.name} is ${stateOf(project)}.${addressOf(project)}\n`);
        }),
      );
  }
}

const addressOf = ({ runState, url }: Project): string => (runState === 'running' && url !== null ? ` ${url}` : '');

async function rollBack(session: Session, named: string, wanted: string | undefined): Promise<void> {
  const project = await session.findProject(named);
  const deployments = await list(session, project);
  const target =
    wanted === undefined
      ? deployments.find(({ canRollback, isCurrent }) => canRollback && !isCurrent)?.id
      : parseId(wanted);
  if (target === undefined) {
    throw notFound(`earlier deployment of ${project.name} whose image is kept`, 'Deploy the commit you want again.');
  }
  const deployment = await session.api.deployments.rollback(
    { id: checkOwn(target, deployments, project) },
    session.options,
  );
  await session.answer(deployment, () => deploymentLine(deployment, project.name));
}

async function cancel(session: Session, named: string, wanted: string | undefined): Promise<void> {
  const project = await session.findProject(named);
  const deployments = await list(session, project);
  const target =
    wanted === undefined
      ? deployments.find(({ status }) => ['queued', 'building', 'starting'].includes(status))?.id
      : parseId(wanted);
  if (target === undefined) {
    throw notFound(`deployment of ${project.name} under way`, 'See what runs with "minipaas ps".');
  }
  const deployment = await session.api.deployments.cancel(
    { id: checkOwn(target, deployments, project) },
    session.options,
  );
  await session.answer(deployment, () => deploymentLine(deployment, project.name));
}

async function list({ api, options }: Session, { id }: Project): Promise<readonly Deployment[]> {
  return (await api.deployments.list({ id, limit: 200 }, options)).items;
}

export function parseId(text: string): DeploymentId {
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw usageError(
      'deployment',
      `"${text}" is not the number of a deployment`,
      'See the dashboard, or "minipaas ps".',
    );
  }
  return Number(text) as DeploymentId;
}

/** A number that was mistyped must not hit another project. */
function checkOwn(id: DeploymentId, deployments: readonly Deployment[], { name }: Project): DeploymentId {
  if (!deployments.some((deployment) => deployment.id === id)) {
    throw notFound(`deployment ${id} of ${name}`, 'See the project’s deployments in the dashboard.');
  }
  return id;
}
