import { useQuery } from '@tanstack/react-query';
import { formatBytes } from '../../../contract/bytes.ts';
import type { Project, ResourceLimits } from '../../../contract/projects.ts';
import { useApi } from '../../api/api-context.tsx';
import { shortSha } from '../../api/deployment-view.ts';
import { type UsageOf, useUsage } from '../../api/use-usage.ts';
import { formatMegabytes } from '../../lib/bytes.ts';
import { formatCount } from '../../lib/numbers.ts';
import { formatMillicores, formatMillicoresOf } from '../../lib/units.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';

type Current = NonNullable<Project['current']>;

/** What serves now, what it uses, and under which limits. */
export function ReleasePanel({ project }: { readonly project: Project }) {
  return project.current === null ? null : <CurrentRelease project={project} current={project.current} />;
}

function CurrentRelease({ project, current }: { readonly project: Project; readonly current: Current }) {
  const { query } = useApi();
  const { usage } = useUsage()(project.id);
  const origins = useQuery(query.deployments.origins.queryOptions({ input: { id: current.id } }));
  const port = origins.data?.values.find(({ key }) => key === 'port')?.value ?? project.settings.port;
  return (
    <Panel title={project.runState === 'stopped' ? 'Release that served last' : 'Release that serves now'}>
      <Facts facts={releaseFacts(project, current, port, usage)} />
    </Panel>
  );
}

const noCommit: Readonly<Record<Project['source']['kind'], string>> = {
  git: 'not known',
  folder: 'none, it is a folder',
  image: 'none, it is an image',
};

function releaseFacts(
  project: Project,
  current: Current,
  containerPort: string | number | null,
  usage: UsageOf['usage'],
): readonly Fact[] {
  const { settings, url, publishedPort, framework, kind } = project;
  return [
    { label: 'Deployment', value: `#${current.id}` },
    {
      label: 'Commit',
      value: current.commitSha === null ? noCommit[project.source.kind] : shortSha(current.commitSha),
    },
    { label: 'Since', value: current.finishedAt === null ? '–' : <RelativeTime at={current.finishedAt} /> },
    { label: 'Address', value: url === null ? (project.urlNote ?? 'none yet') : <ExternalLink href={url} /> },
    { label: 'Port on the host', value: publishedPort === null ? 'none' : String(publishedPort) },
    { label: 'Port in the container', value: containerPort === null ? 'not known' : String(containerPort) },
    { label: 'Kind', value: framework ?? kind ?? 'not known' },
    { label: 'Image', value: current.image ?? 'not known' },
    { label: 'Container', value: current.containerId === null ? 'none' : current.containerId.slice(0, 12) },
    ...limitFacts(project.runningLimits ?? settings, usage),
  ];
}

/** Of this release: what was set since and waits for the next one is said where it is set. */
function limitFacts(limits: ResourceLimits, usage: UsageOf['usage']): readonly Fact[] {
  const { memoryLimitMb, cpuLimitMillicores, pidsLimit, restartPolicy, restartMaxRetries } = limits;
  const retries =
    restartPolicy === 'on-failure' && restartMaxRetries !== null ? `, at most ${restartMaxRetries} times` : '';
  return [
    { label: 'Memory', value: memoryText(usage?.memoryBytes ?? null, memoryLimitMb) },
    { label: 'CPU', value: cpuText(usage?.cpuMillicores ?? null, cpuLimitMillicores) },
    { label: 'Processes', value: pidsLimit === null ? 'no limit' : `at most ${formatCount(pidsLimit)}` },
    { label: 'Restart', value: `${restartPolicy}${retries}` },
  ];
}

function cpuText(now: number | null, limit: number | null): string {
  if (now === null) return limit === null ? 'no limit' : `at most ${formatMillicores(limit)}`;
  return limit === null ? `${formatMillicores(now)}, no limit` : formatMillicoresOf(now, limit);
}

function memoryText(now: number | null, limitMb: number | null): string {
  const limit = limitMb === null ? null : formatMegabytes(limitMb);
  if (now === null) return limit === null ? 'no limit' : `at most ${limit}`;
  return limit === null ? `${formatBytes(now)}, no limit` : `${formatBytes(now)} of ${limit}`;
}
