// What there is: projects, what runs and waits, and the installation itself.
import type { Command } from 'commander';
import type { Queue } from '../../contract/deployments.ts';
import type { Project } from '../../contract/projects.ts';
import { commitOf, stateOf } from '../describe.ts';
import type { Session } from '../session.ts';
import { describeSource } from '../source-argument.ts';
import { formatTable } from '../table.ts';
import { addProjectChanges } from './project-changes.ts';
import type { Run } from './run.ts';

export function addProjects(program: Command, run: Run): void {
  const projects = program.command('projects').description('list projects, move or remove one');
  projects.command('list', { isDefault: true }).description('list them').action(run(listProjects));
  addProjectChanges(projects, run);
  program.command('ps').description('what runs, builds and waits').action(run(listProcesses));
  program.command('status').description('the miniPaaS that answers, its hosts and its queue').action(run(showStatus));
}

async function listProjects(session: Session): Promise<void> {
  const projects = await session.api.projects.list(undefined, session.options);
  await session.answer(projects, projectTable);
}

function projectTable(projects: readonly Project[]): string {
  return formatTable(
    ['ID', 'NAME', 'KIND', 'STATE', 'HOST', 'SOURCE'],
    projects.map((project) => [
      String(project.id),
      project.name,
      project.framework ?? project.kind ?? '-',
      stateOf(project),
      project.hostName,
      describeSource(project.source),
    ]),
  );
}

async function listProcesses({ api, options, answer }: Session): Promise<void> {
  const [projects, queue] = await Promise.all([
    api.projects.list(undefined, options),
    api.deployments.queue(undefined, options),
  ]);
  await answer({ projects: projects.filter(({ runState }) => runState !== 'none'), queue }, processTable);
}

function processTable({ projects, queue }: { projects: readonly Project[]; queue: Queue }): string {
  const running = projects.map((project) => [
    project.name,
    project.runState,
    String(project.current?.id ?? '-'),
    project.current === null ? '-' : commitOf(project.current),
    project.url ?? '-',
  ]);
  const queued = [...queue.active, ...queue.waiting].map(({ deployment, projectName }) => [
    projectName,
    deployment.queuePosition === null ? deployment.status : `${deployment.status} (${deployment.queuePosition})`,
    String(deployment.id),
    commitOf(deployment),
    '-',
  ]);
  return formatTable(['PROJECT', 'STATE', 'DEPLOYMENT', 'COMMIT', 'URL'], [...running, ...queued]);
}

async function showStatus({ api, options, answer, target }: Session): Promise<void> {
  const [session, health, hosts, queue, projects] = await Promise.all([
    api.identity.session(undefined, options),
    api.health.get(undefined, options),
    api.hosts.list(undefined, options),
    api.deployments.queue(undefined, options),
    api.projects.list(undefined, options),
  ]);
  const status = { url: target.url, user: session.user, health, hosts, queue, projectCount: projects.length };
  await answer(status, () => {
    const { active, waiting, concurrency } = queue;
    const hostLines = hosts.map(
      (host) => `${host.name}: ${host.status}${host.error === null ? '' : ` (${host.error.message})`}`,
    );
    return [
      `miniPaaS ${health.version} at ${target.url}, up since ${health.startedAt}`,
      `Logged in as ${session.user.login}`,
      `Projects: ${projects.length}`,
      `Queue: ${active.length} of ${concurrency} building, ${waiting.length} waiting`,
      `Hosts: ${hostLines.join('; ')}`,
      '',
    ].join('\n');
  });
}
