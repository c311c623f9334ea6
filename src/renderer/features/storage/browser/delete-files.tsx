import { formatBytes } from '../../../../contract/bytes.ts';
import type { FileEntry } from '../../../../contract/files.ts';
import { formatCount } from '../../../lib/numbers.ts';
import { Confirm } from '../../../ui/confirm.tsx';
import styles from './browser.module.css';
import { describeEntries } from './describe-entries.ts';
import { shownName } from './shown-name.ts';

interface DeleteFilesProps {
  readonly entries: readonly FileEntry[];
  readonly volumeName: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Named one by one up to here. */
const SHOWN = 50;

export function DeleteFiles({ entries, volumeName, onConfirm, onClose }: DeleteFilesProps) {
  const what = describeEntries(entries);
  const hasFolder = entries.some(({ kind }) => kind === 'folder');
  return (
    <Confirm isOpen onClose={onClose} title={`Delete ${what}?`} action={`Delete ${what}`} onConfirm={onConfirm}>
      <p>
        {entries.length === 1 ? 'It goes' : 'They go'} from the volume {volumeName}
        {hasFolder && ', folders with everything in them,'} and cannot be brought back.
      </p>
      {entries.length > 1 && (
        <ul className={styles.names} tabIndex={0} aria-label="What goes">
          {entries.slice(0, SHOWN).map((entry) => (
            <li key={entry.name}>
              {shownName(entry.name)}
              {entry.kind === 'folder' ? '/' : ` (${formatBytes(entry.sizeBytes)})`}
            </li>
          ))}
          {entries.length > SHOWN && <li>and {formatCount(entries.length - SHOWN)} more</li>}
        </ul>
      )}
    </Confirm>
  );
}
