import { Link } from '@tanstack/react-router';
import type { ErrorGroup } from '../../../contract/error-groups.ts';
import { formatCount } from '../../lib/numbers.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import type { Column } from '../../ui/table-column.ts';
import { Bars } from './bars.tsx';
import { ErrorStatus, languageName, titleOf } from './error-title.tsx';
import styles from './errors.module.css';

export const errorColumns: readonly Column<ErrorGroup>[] = [
  { id: 'error', label: 'Error', isSortable: true, cell: (group) => <Name group={group} /> },
  { id: 'status', label: 'State', width: '9.5rem', cell: (group) => <ErrorStatus group={group} /> },
  { id: 'count', label: 'Times', width: '6rem', isSortable: true, cell: ({ count }) => formatCount(count) },
  {
    id: 'hours',
    label: '24 hours',
    width: '8rem',
    cell: ({ hours }) => <Bars counts={hours} when="in the last 24 hours" />,
  },
  { id: 'last', label: 'Last seen', width: '9rem', isSortable: true, cell: (group) => <Last group={group} /> },
  {
    id: 'first',
    label: 'First seen',
    width: '9rem',
    isSortable: true,
    cell: ({ firstSeenAt, firstDeploymentId }) => (
      <>
        <RelativeTime at={firstSeenAt} />
        <div className={styles.soft}>in #{firstDeploymentId}</div>
      </>
    ),
  },
];

function Name({ group }: { readonly group: ErrorGroup }) {
  return (
    <>
      <Link
        to="/projects/$projectId/errors"
        params={{ projectId: String(group.projectId) }}
        search={(old) => ({ ...old, error: group.id })}
        className={styles.name}
      >
        {titleOf(group)}
      </Link>
      <div className={styles.soft}>
        {languageName(group)}
        {group.culprit !== null && ` · ${group.culprit}`}
      </div>
    </>
  );
}

function Last({ group: { lastSeenAt, lastDeploymentId } }: { readonly group: ErrorGroup }) {
  return (
    <>
      <RelativeTime at={lastSeenAt} />
      <div className={styles.soft}>in #{lastDeploymentId}</div>
    </>
  );
}
