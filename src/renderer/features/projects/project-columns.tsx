import { Link } from '@tanstack/react-router';
import type { Deployment } from '../../../contract/deployments.ts';
import type { Project } from '../../../contract/projects.ts';
import { commitTitle, isInProgress, shortSha } from '../../api/deployment-view.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Status } from '../../ui/mark.tsx';
import { PipelineCells } from '../../ui/pipeline.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import type { Column } from '../../ui/table-column.ts';
import styles from './project-list.module.css';
import { projectStatus } from './project-status.ts';
import { sourceText } from './source-text.ts';
import { UsageNote } from './usage-note.tsx';

export const projectColumns: readonly Column<Project>[] = [
  { id: 'name', label: 'Project', width: '21%', isSortable: true, cell: (project) => <NameCell project={project} /> },
  {
    id: 'state',
    label: 'State',
    width: '15.5%',
    isSortable: true,
    cell: (project) => <StateCell project={project} />,
  },
  {
    id: 'pipeline',
    label: 'Pipeline',
    width: '29%',
    cell: ({ latest, name }) =>
      latest === null ? (
        <span className={styles.soft}>nothing deployed yet</span>
      ) : (
        <PipelineCells stages={latest.stages} label={`Pipeline of ${name}`} isOver={!isInProgress(latest.status)} />
      ),
  },
  { id: 'commit', label: 'Latest commit', width: '22%', cell: (project) => <CommitCell project={project} /> },
  {
    id: 'deployed',
    label: 'Deployed',
    width: '12.5%',
    isSortable: true,
    cell: ({ latest }) => (latest === null ? '–' : <RelativeTime at={latest.finishedAt ?? latest.createdAt} />),
  },
];

function NameCell({ project }: { readonly project: Project }) {
  return (
    <div>
      <Link to="/projects/$projectId" params={{ projectId: String(project.id) }} className={styles.name}>
        {project.name}
      </Link>
      <div className={styles.soft}>{project.url === null ? 'no address yet' : <ExternalLink href={project.url} />}</div>
      <div className={styles.soft}>{project.hostName}</div>
    </div>
  );
}

function StateCell({ project }: { readonly project: Project }) {
  const { tone, label, note, isWarning } = projectStatus(project);
  return (
    <div>
      <Status tone={tone} label={label} />
      {note !== null && <div className={isWarning ? styles.note : styles.soft}>{note}</div>}
      <UsageNote project={project} />
      {project.hasPendingChanges && <div className={styles.note}>changes wait for a deployment</div>}
    </div>
  );
}

function CommitCell({ project }: { readonly project: Project }) {
  const { latest, source } = project;
  if (latest === null || latest.commitSha === null) return <span className={styles.soft}>{sourceText(source)}</span>;
  return (
    <div>
      <div className={styles.commit}>
        <code>{shortSha(latest.commitSha)}</code> {latest.commitMessage !== null && commitTitle(latest.commitMessage)}
      </div>
      <div className={styles.soft}>{commitOrigin(latest)}</div>
    </div>
  );
}

function commitOrigin({ commitAuthor, branch }: Deployment): string {
  return [commitAuthor, branch].filter((part) => part !== null).join(' · ');
}
