import type { EnvChange } from '../../../contract/environment.ts';
import { countOf } from '../../lib/numbers.ts';
import type { Tone } from '../../lib/tone.ts';
import { Status } from '../../ui/mark.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import styles from './environment.module.css';

interface ImportPreviewProps {
  readonly changes: readonly EnvChange[];
  readonly secretKeys: ReadonlySet<string>;
  readonly onSecret: (key: string, isSecret: boolean) => void;
}

const tones: Readonly<Record<EnvChange['change'], Tone>> = {
  added: 'ok',
  changed: 'warn',
  removed: 'bad',
  unchanged: 'idle',
  invalid: 'bad',
};

export function ImportPreview({ changes, secretKeys, onSecret }: ImportPreviewProps) {
  const columns: readonly Column<EnvChange>[] = [
    { id: 'key', label: 'Name', cell: ({ key }) => <strong>{key === '' ? '(no name)' : key}</strong> },
    {
      id: 'change',
      label: 'Change',
      width: '9rem',
      cell: ({ change }) => <Status tone={tones[change]} label={change} />,
    },
    {
      id: 'secret',
      label: 'Secret',
      width: '6rem',
      cell: ({ key, change }) =>
        change !== 'invalid' && (
          <input
            type="checkbox"
            className={styles.checkbox}
            aria-label={`${key} is secret`}
            checked={secretKeys.has(key)}
            onChange={(event) => onSecret(key, event.target.checked)}
          />
        ),
    },
    {
      id: 'reason',
      label: 'Note',
      cell: ({ reason, line }) => (reason === null ? '' : `Line ${line ?? '?'}: ${reason}`),
    },
  ];
  return (
    <div className={styles.preview}>
      <p role="status" className={styles.summary}>
        {summary(changes)}
      </p>
      <Table
        label="What the import would change"
        columns={columns}
        rows={changes}
        keyOf={({ key, line }) => `${line ?? ''}${key}`}
      />
    </div>
  );
}

function summary(changes: readonly EnvChange[]): string {
  const number = (kind: EnvChange['change']) => changes.filter(({ change }) => change === kind).length;
  if (changes.length === 0) return 'The text has no variable.';
  const invalid = number('invalid');
  const note = invalid === 0 ? '' : ` ${countOf(invalid, 'line')} cannot be read and will be left out.`;
  return `${number('added')} added, ${number('changed')} changed, ${number('unchanged')} unchanged.${note}`;
}
