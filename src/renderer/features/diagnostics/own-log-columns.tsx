import { Link } from '@tanstack/react-router';
import type { OwnLogEntry } from '../../../contract/diagnostics.ts';
import { localTime } from '../../lib/time.ts';
import type { GridColumn } from '../../ui/grid-column.ts';
import { Status } from '../../ui/mark.tsx';
import styles from './diagnostics.module.css';

export interface Names {
  readonly project: (id: number) => string | undefined;
  readonly host: (id: number) => string | undefined;
}

export function ownLogColumns(names: Names): readonly GridColumn<OwnLogEntry>[] {
  return [
    { id: 'at', label: 'Time', width: '12.5rem', cell: ({ at }) => (at === null ? '–' : localTime(at)) },
    { id: 'level', label: 'Level', width: '6rem', cell: ({ level }) => <Level level={level} /> },
    {
      id: 'message',
      label: 'Message',
      width: 'minmax(16rem, 1fr)',
      cell: ({ message }) => <span title={message}>{message}</span>,
    },
    { id: 'about', label: 'About', width: '16rem', cell: (entry) => <About entry={entry} names={names} /> },
  ];
}

export function Level({ level }: Pick<OwnLogEntry, 'level'>) {
  if (level === 'error') return <Status tone="bad" label="error" />;
  if (level === 'warn') return <Status tone="warn" label="warn" />;
  return <span className={styles.soft}>{level}</span>;
}

/** What is there still is a link; what is gone is a number. */
export function About({ entry, names }: { readonly entry: OwnLogEntry; readonly names: Names }) {
  const { projectId, deploymentId, hostId } = entry;
  const project = projectId === null ? undefined : names.project(projectId);
  const host = hostId === null ? undefined : names.host(hostId);
  return (
    <span className={styles.about}>
      {projectId !== null &&
        (project === undefined ? (
          <span>project {projectId}</span>
        ) : (
          <Link to="/projects/$projectId" params={{ projectId: String(projectId) }}>
            {project}
          </Link>
        ))}
      {deploymentId !== null &&
        (projectId === null || project === undefined ? (
          <span>#{deploymentId}</span>
        ) : (
          <Link
            to="/projects/$projectId"
            params={{ projectId: String(projectId) }}
            search={{ deployment: deploymentId }}
          >
            #{deploymentId}
          </Link>
        ))}
      {hostId !== null &&
        (host === undefined ? (
          <span>host {hostId}</span>
        ) : (
          <Link to="/hosts/$hostId" params={{ hostId: String(hostId) }}>
            {host}
          </Link>
        ))}
    </span>
  );
}
