import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Project } from '../../../contract/projects.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Status } from '../../ui/mark.tsx';
import { useShortcut } from '../../ui/shortcuts.tsx';
import { ProjectActions } from './project-actions.tsx';
import tabStyles from '../../ui/tabs.module.css';
import styles from './project-header.module.css';
import { projectStatus } from './project-status.ts';
import { sourceText } from './source-text.ts';

const tabs = [
  { to: '/projects/$projectId', label: 'Overview' },
  { to: '/projects/$projectId/logs', label: 'Logs' },
  { to: '/projects/$projectId/errors', label: 'Errors' },
  { to: '/projects/$projectId/analytics', label: 'Analytics' },
  { to: '/projects/$projectId/storage', label: 'Storage' },
  { to: '/projects/$projectId/environment', label: 'Environment' },
  { to: '/projects/$projectId/terminal', label: 'Terminal' },
  { to: '/projects/$projectId/settings', label: 'Settings' },
] as const;

interface ProjectHeaderProps {
  readonly project: Project;
  readonly onTab: (to: (typeof tabs)[number]['to']) => void;
  /** Stands behind the name of the tab “Errors”. */
  readonly errorCount?: ReactNode;
}

export function ProjectHeader({ project, onTab, errorCount }: ProjectHeaderProps) {
  const { tone, label, note, isWarning } = projectStatus(project);
  return (
    <header className={styles.header}>
      <nav aria-label="Where you are" className={styles.crumbs}>
        <Link to="/projects">Projects</Link> / <span aria-current="page">{project.name}</span>
      </nav>
      <div className={styles.top}>
        <div className={styles.names}>
          <h1 className={styles.title}>{project.name}</h1>
          <p className={styles.line}>
            <Status tone={tone} label={label} />
            {note !== null && <span className={isWarning ? styles.note : styles.soft}>{note}</span>}
            {project.url === null ? (
              <span className={styles.soft}>{project.urlNote ?? 'no address yet'}</span>
            ) : (
              <ExternalLink href={project.url} />
            )}
            <span className={styles.soft}>
              {sourceText(project.source)} · {project.hostName}
            </span>
          </p>
        </div>
        <ProjectActions project={project} />
      </div>
      <nav aria-label="Project" className={tabStyles.tabs}>
        {tabs.map((tab, index) => (
          <Tab key={tab.to} tab={tab} keys={String(index + 1)} projectId={String(project.id)} onTab={onTab}>
            {tab.label === 'Errors' && errorCount}
          </Tab>
        ))}
      </nav>
    </header>
  );
}

interface TabProps {
  readonly tab: (typeof tabs)[number];
  /** Its place: 1 for the first. */
  readonly keys: string;
  readonly projectId: string;
  readonly onTab: ProjectHeaderProps['onTab'];
  readonly children: ReactNode;
}

function Tab({ tab, keys, projectId, onTab, children }: TabProps) {
  useShortcut({ keys, label: `${tab.label} of this project`, run: () => onTab(tab.to) });
  return (
    <Link
      to={tab.to}
      params={{ projectId }}
      className={tabStyles.tab}
      activeOptions={{ exact: true, includeSearch: false }}
    >
      {tab.label}
      {children}
    </Link>
  );
}
