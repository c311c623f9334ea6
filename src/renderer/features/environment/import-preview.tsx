import type { EnvChange } from '../../../contract/environment.ts';
import { countOf } from '../../lib/numbers.ts';
import type { Tone } from '../../lib/tone.ts';
import { Status } from '../../ui/mark.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-column.ts';
import styles from './environment.module.css';

interface ImportPreviewProps {
  readonly changes: readonly EnvChange[];
  readonly label?: string;
  /** What becomes of lines that cannot be read. */
  readonly refused?: string;
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

export function ImportPreview({
  changes,
  secretKeys,
  onSecret,
  label = 'What the import would change',
  refused = 'What cannot be read will be left out.',
}: ImportPreviewProps) {
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
        change !== 'invalid' &&
        change !== 'removed' && (
          <input
            type="checkbox"
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
        {summary(changes, refused)}
      </p>
      <Table label={label} columns={columns} rows={changes} keyOf={({ key, line }) => `${line ?? ''}${key}`} />
    </div>
  );
}

function summary(changes: readonly EnvChange[], refused: string): string {
  const number = (kind: EnvChange['change']) => changes.filter(({ change }) => change === kind).length;
  if (changes.length === 0) return 'The text has no variable.';
  const invalid = number('invalid');
  const note = invalid === 0 ? '' : ` ${countOf(invalid, 'line')} cannot be read. ${refused}`;
  const removed = number('removed') === 0 ? '' : `, ${number('removed')} removed`;
  return `${number('added')} added, ${number('changed')} changed${removed}, ${number('unchanged')} unchanged.${note}`;
}

export function withKey(keys: ReadonlySet<string>, key: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(keys);
  if (isIn) next.add(key);
  else next.delete(key);
  return next;
}
