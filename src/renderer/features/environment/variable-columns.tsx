import type { EnvVar } from '../../../contract/environment.ts';
import { Button } from '../../ui/button.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import type { Column } from '../../ui/table-column.ts';
import styles from './environment.module.css';
import { VariableValue } from './variable-value.tsx';

interface VariableActions {
  readonly areSecretsShown: boolean;
  readonly onEdit: (variable: EnvVar) => void;
  readonly onRemove: (variable: EnvVar) => void;
  readonly onRotate: (variable: EnvVar) => void;
}

export function createVariableColumns({
  areSecretsShown,
  onEdit,
  onRemove,
  onRotate,
}: VariableActions): readonly Column<EnvVar>[] {
  return [
    { id: 'key', label: 'Name', width: '28%', isSortable: true, cell: (variable) => <NameCell variable={variable} /> },
    {
      id: 'value',
      label: 'Value',
      cell: (variable) => <VariableValue variable={variable} isShown={areSecretsShown} onRotate={onRotate} />,
    },
    {
      id: 'updated',
      label: 'Changed',
      width: '8.5rem',
      isSortable: true,
      cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
    },
    {
      id: 'actions',
      label: 'Actions',
      width: '10.5rem',
      isLabelHidden: true,
      cell: (variable) => (
        <span className={styles.actions}>
          <Button isSmall aria-label={`Edit ${variable.key}`} onClick={() => onEdit(variable)}>
            Edit
          </Button>
          <Button isSmall aria-label={`Delete ${variable.key}`} onClick={() => onRemove(variable)}>
            Delete
          </Button>
        </span>
      ),
    },
  ];
}

const scopes: Readonly<Record<EnvVar['scope'], string>> = {
  run: 'run time',
  build: 'build',
  both: 'build and run time',
};

function NameCell({
  variable: { key, isSecret, scope, delivery, signal, shared, isPending },
}: {
  readonly variable: EnvVar;
}) {
  return (
    <div>
      <strong>{key}</strong>
      <div className={styles.tags}>
        {isSecret && <span className={styles.tag}>{shared === null ? 'secret' : `shared: ${shared.name}`}</span>}
        <span className={styles.soft}>{scopes[scope]}</span>
        {delivery === 'file' && scope !== 'build' && (
          <span className={styles.tag} title={`/run/secrets/${key}`}>
            {signal === null ? 'file' : `file, ${signal}`}
          </span>
        )}
        {isPending && (
          <span className={styles.pending} title="Not yet part of the running release">
            waits for a deployment
          </span>
        )}
      </div>
    </div>
  );
}
