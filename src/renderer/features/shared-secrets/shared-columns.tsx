import type { SharedSecret } from '../../../contract/shared-secrets.ts';
import { Button } from '../../ui/button.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import type { Column } from '../../ui/table-column.ts';
import styles from './shared-secrets.module.css';

interface SharedActions {
  readonly onRotate: (secret: SharedSecret) => void;
  readonly onRemove: (secret: SharedSecret) => void;
}

export function createSharedColumns({ onRotate, onRemove }: SharedActions): readonly Column<SharedSecret>[] {
  return [
    {
      id: 'name',
      label: 'Name',
      width: '28%',
      cell: ({ name, note }) => (
        <div className={styles.names}>
          <strong>{name}</strong>
          {note !== '' && <div className={styles.soft}>{note}</div>}
        </div>
      ),
    },
    { id: 'used', label: 'Used by', cell: ({ usedBy }) => <span className={styles.names}>{usersOf(usedBy)}</span> },
    { id: 'rotated', label: 'Last rotation', width: '13rem', cell: (secret) => <Rotation secret={secret} /> },
    {
      id: 'actions',
      label: 'Actions',
      width: '12rem',
      isLabelHidden: true,
      cell: (secret) => (
        <span className={styles.actions}>
          <Button isSmall aria-label={`Rotate ${secret.name}`} onClick={() => onRotate(secret)}>
            Rotate…
          </Button>
          <Button isSmall aria-label={`Delete ${secret.name}`} onClick={() => onRemove(secret)}>
            Delete
          </Button>
        </span>
      ),
    },
  ];
}

function usersOf(usedBy: SharedSecret['usedBy']): string {
  return usedBy.length === 0 ? 'nobody yet' : [...new Set(usedBy.map(({ projectName }) => projectName))].join(', ');
}

function Rotation({ secret: { rotatedAt, rollout } }: { readonly secret: SharedSecret }) {
  if (rotatedAt === null) return <span className={styles.soft}>never</span>;
  const done = rollout.steps.filter(({ status }) => status === 'done').length;
  const failed = rollout.steps.find(({ status }) => status === 'failed');
  return (
    <div className={styles.cell}>
      <RelativeTime at={rotatedAt} />
      {rollout.status === 'rolling' && (
        <span>
          {done} of {rollout.steps.length} projects
        </span>
      )}
      {failed !== undefined && <span className={styles.warn}>stopped at {failed.projectName}</span>}
    </div>
  );
}
