import type { Command } from 'commander';
import type { LogFilter, LogLine, LogSearchHit } from '../../contract/logs.ts';
import type { DeploymentId } from '../../contract/ids.ts';
import type { Project } from '../../contract/projects.ts';
import { notFound, usageError } from '../cli-error.ts';
import { followLog, printLines, readLog } from '../follow.ts';
import { type FilterFlags, filterOf } from '../log-flags.ts';
import type { Session } from '../session.ts';
import { printOwnLog } from './own-log.ts';
import { parseId } from './releases.ts';
import type { Run } from './run.ts';

interface LogFlags extends FilterFlags {
  readonly follow?: boolean;
  readonly build?: boolean;
  readonly deployment?: string;
  readonly history?: boolean;
  readonly controlPlane?: boolean;
  readonly limit?: string;
}

const DEFAULT_LIMIT = 1_000;

export function addLogs(program: Command, run: Run): void {
  program
    .command('logs')
    .description('print a project’s log: what its running release writes, or with --build how its newest one was built')
    .argument('[project]', 'all projects where left out')
    .option('-f, --follow', 'go on as lines are written')
    .option('--build', 'the build log')
    .option('--deployment <id>', 'of this deployment')
    .option('--history', 'of all deployments of the project, those included whose containers are gone')
    .option(
      '--control-plane',
      'what miniPaaS wrote into its own log; takes --follow, --grep, --level (that and worse), --limit',
    )
    .option('--grep <text>', 'only lines with this text')
    .option('--regex <expression>', 'only lines that this regular expression matches')
    .option('--case-sensitive', 'tell capitals apart')
    .option('--level <levels>', 'only lines of these levels: debug, info, warn, error; with commas between')
    .option('--since <time>', 'only lines since then: 30m, 6h, 2d ago, or a date or time')
    .option('--until <time>', 'only lines until then')
    .option('--limit <count>', `of several logs, the newest so many lines (${DEFAULT_LIMIT})`)
    .action(run<[string | undefined, LogFlags]>(printLog));
}

async function printLog(session: Session, named: string | undefined, flags: LogFlags): Promise<void> {
  if (flags.controlPlane === true) {
    return printOwnLog(session, named, { ...flags, limit: limitOf(flags) });
  }
  const filter = filterOf(flags, Date.now());
  if (named !== undefined && flags.history !== true) {
    await printOne(session, await session.findProject(named), flags, filter);
    return;
  }
  if (flags.deployment !== undefined) {
    throw usageError('deployment', 'needs its project', 'Name the project, without --history.');
  }
  const projects =
    named === undefined
      ? await session.api.projects.list(undefined, session.options)
      : [await session.findProject(named)];
  await (flags.follow === true
    ? followAll(session, projects, flags, filter)
    : searchAll(session, projects, named === undefined ? null : projects[0], flags, filter));
}

async function printOne(session: Session, project: Project, flags: LogFlags, filter: LogFilter): Promise<void> {
  const newest = flags.build === true ? project.latest : (project.current ?? project.latest);
  const id = flags.deployment === undefined ? newest?.id : parseId(flags.deployment);
  if (id === undefined) {
    throw notFound(`deployment of ${project.name} yet`, `Deploy it with "minipaas deploy --name ${project.slug}".`);
  }
  const kind = flags.build === true ? 'build' : 'runtime';
  for await (const lines of readLog(session, { id, kind, isFollowed: flags.follow ?? false, filter })) {
    await printLines(session, lines);
  }
}

/** The newest lines of many logs, oldest first, each with where it is from. */
async function searchAll(
  session: Session,
  projects: readonly Project[],
  only: Project | null | undefined,
  flags: LogFlags,
  filter: LogFilter,
): Promise<void> {
  const limit = limitOf(flags);
  const hits: LogSearchHit[] = [];
  const scope = {
    ...filter,
    ...(only == null ? {} : { projectId: only.id }),
    kind: flags.build === true ? ('build' as const) : ('runtime' as const),
  };
  for (let cursor: string | null = ''; cursor !== null && hits.length < limit; ) {
    const part = await session.api.logs.search(
      { ...scope, limit: Math.min(500, limit - hits.length), ...(cursor === '' ? {} : { cursor }) },
      session.options,
    );
    hits.push(...part.hits);
    cursor = part.nextCursor;
  }
  const names = new Map(projects.map(({ id, slug }) => [id, slug]));
  hits.sort((a, b) => (a.line.at < b.line.at ? -1 : a.line.at > b.line.at ? 1 : a.line.seq - b.line.seq));
  for (const { projectId, deploymentId, line } of hits) {
    await printFrom(session, names.get(projectId) ?? String(projectId), deploymentId, [line]);
  }
}

/** What the running releases write from now on. */
async function followAll(
  session: Session,
  projects: readonly Project[],
  flags: LogFlags,
  filter: LogFilter,
): Promise<void> {
  const kind = flags.build === true ? 'build' : 'runtime';
  const running = projects.flatMap((project) => {
    const release = kind === 'build' ? project.latest : project.current;
    return release === null ? [] : [{ slug: project.slug, id: release.id }];
  });
  if (running.length === 0) {
    throw notFound('release that runs', 'Deploy a project with "minipaas deploy".');
  }
  await Promise.all(
    running.map(async ({ slug, id }) => {
      for await (const lines of followLog(session, { id, kind, filter })) {
        await printFrom(session, slug, id, lines);
      }
    }),
  );
}

async function printFrom(session: Session, slug: string, id: DeploymentId, lines: readonly LogLine[]): Promise<void> {
  const text = lines
    .map((line) =>
      session.isJson
        ? `${JSON.stringify({ project: slug, deployment: id, ...line })}\n`
        : `${slug} #${id}  ${line.text}\n`,
    )
    .join('');
  if (text !== '') {
    await session.context.print(text);
  }
}

function limitOf({ limit }: LogFlags): number {
  const count = limit === undefined ? DEFAULT_LIMIT : Number(limit);
  if (!Number.isInteger(count) || count < 1 || count > 100_000) {
    throw usageError('limit', `"${limit}" is no number of lines`, 'It is from 1 to 100000.');
  }
  return count;
}
