import type { Project } from '../../../contract/projects.ts';
import { shortSha } from '../../api/deployment-view.ts';
import { formatCores, formatMegabytes } from '../../lib/bytes.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';

/** What serves now, and under which limits. */
export function ReleasePanel({ project }: { readonly project: Project }) {
  const { current } = project;
  if (current === null) return null;
  return (
    <Panel title="Release that serves now">
      <Facts facts={releaseFacts(project, current)} />
    </Panel>
  );
}

const noCommit: Readonly<Record<Project['source']['kind'], string>> = {
  git: 'not known',
  folder: 'none, it is a folder',
  image: 'none, it is an image',
};

function releaseFacts(project: Project, current: NonNullable<Project['current']>): readonly Fact[] {
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
    { label: 'Port in the container', value: settings.port === null ? 'found out' : String(settings.port) },
    { label: 'Kind', value: framework ?? kind ?? 'not known' },
    { label: 'Image', value: current.image ?? 'not known' },
    { label: 'Container', value: current.containerId === null ? 'none' : current.containerId.slice(0, 12) },
    {
      label: 'Memory limit',
      value: settings.memoryLimitMb === null ? 'no limit' : formatMegabytes(settings.memoryLimitMb),
    },
    {
      label: 'CPU limit',
      value: settings.cpuLimitMillicores === null ? 'no limit' : formatCores(settings.cpuLimitMillicores),
    },
    { label: 'Restart', value: settings.restartPolicy },
  ];
}
