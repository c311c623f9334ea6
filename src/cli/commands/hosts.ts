// The machines that projects run on.
import { type Command, InvalidArgumentError } from 'commander';
import type { HostRemoval } from '../../contract/host-upkeep.ts';
import { type Host, projectsOfRemovedHost, type ProjectsOfRemovedHost } from '../../contract/hosts.ts';
import { findHost } from '../find-host.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import { addHostLogins } from './host-login.ts';
import { addHostUpkeep } from './host-upkeep.ts';
import type { Run } from './run.ts';

interface RemoveFlags {
  readonly projects?: ProjectsOfRemovedHost;
}

export function addHosts(program: Command, run: Run): void {
  const hosts = program.command('hosts').description('the machines that projects run on');
  hosts.command('list', { isDefault: true }).description('list them').action(run(list));
  addHostLogins(hosts, run);
  hosts
    .command('remove')
    .description('remove a host')
    .argument('<host>')
    .option(
      '--projects <fate>',
      'what becomes of its projects: "remove" takes away what they have there, "forget" leaves it running',
      toFate,
    )
    .action(run<[string, RemoveFlags]>(remove));
  addHostUpkeep(hosts, run);
}

async function list({ api, options, answer }: Session): Promise<void> {
  await answer(await api.hosts.list(undefined, options), hostTable);
}

function hostTable(hosts: readonly Host[]): string {
  return formatTable(
    ['ID', 'NAME', 'STATE', 'ENGINE', 'PROJECTS', 'ADDRESS'],
    hosts.map((host) => [
      String(host.id),
      host.name,
      host.error === null ? host.status : `${host.status} (${host.error.code})`,
      host.engine?.version ?? '-',
      String(host.projectCount),
      host.endpoint ?? host.ssh?.address ?? '-',
    ]),
  );
}

async function remove(session: Session, named: string, { projects }: RemoveFlags): Promise<void> {
  const { id } = await findHost(session, named);
  const plan = await session.api.hosts.remove({ id, projects }, session.options);
  await session.answer(plan, () => removedText(plan, projects));
}

function removedText({ host, projects, tools, left }: HostRemoval, fate: ProjectsOfRemovedHost | undefined): string {
  const lines = projects.map(({ name, containers, images, volumes }) => {
    const objects = [...containers, ...images, ...volumes].join(', ');
    return fate === 'remove'
      ? `Removed the project ${name}${objects === '' ? '' : ` with ${objects}`}.\n`
      : `Forgot the project ${name}.${objects === '' ? '' : ` Still there: ${objects}.`}\n`;
  });
  const gone = fate === 'forget' ? [] : tools.filter((tool) => !left.some(({ name }) => name === tool));
  return [
    ...lines,
    ...gone.map((tool) => `Removed the ${tool}.\n`),
    ...left.map(({ name, reason }) => `The ${name} stays: ${reason}\n`),
    `Removed ${host.name}.\n`,
  ].join('');
}

function toFate(text: string): ProjectsOfRemovedHost {
  const fate = projectsOfRemovedHost.safeParse(text);
  if (!fate.success) {
    throw new InvalidArgumentError(`It must be one of ${projectsOfRemovedHost.options.join(', ')}.`);
  }
  return fate.data;
}
