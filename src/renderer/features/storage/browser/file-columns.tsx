import { formatBytes } from '../../../../contract/bytes.ts';
import type { FileEntry } from '../../../../contract/files.ts';
import { localTime } from '../../../lib/time.ts';
import type { GridColumn } from '../../../ui/grid-column.ts';
import { canPreview } from '../preview/preview-kind.ts';
import { modeText } from './file-mode.ts';
import { shownName } from './shown-name.ts';
import styles from './browser.module.css';

export interface FileRowActions {
  readonly hrefOf: (entry: FileEntry) => string;
  /** A press on the name: a folder is gone into, a file downloaded. */
  readonly onName: (entry: FileEntry) => void;
  readonly onPreview: (entry: FileEntry) => void;
  readonly onRemove: (entry: FileEntry) => void;
  /** What is in a folder, where it is known. */
  readonly folderSizes: ReadonlyMap<string, number>;
}

const marks: Readonly<Record<FileEntry['kind'], string>> = {
  folder: '[DIR]',
  file: '[FILE]',
  link: '[LINK]',
  fifo: '[PIPE]',
  socket: '[SOCK]',
  block: '[BLK]',
  character: '[CHR]',
};

/** Controls in a row are for the mouse: with the keyboard the row itself is chosen, and the buttons below the list act on it. */
export function createFileColumns({
  hrefOf,
  onName,
  onPreview,
  onRemove,
  folderSizes,
}: FileRowActions): readonly GridColumn<FileEntry>[] {
  return [
    {
      id: 'name',
      label: 'Name',
      width: 'minmax(12rem, 1fr)',
      isSortable: true,
      cell: (entry) => (
        <span className={styles.name}>
          <span data-mark className={styles.mark}>
            {marks[entry.kind]}
          </span>
          {entry.kind === 'folder' || entry.kind === 'file' || entry.kind === 'link' ? (
            <a
              href={hrefOf(entry)}
              tabIndex={-1}
              draggable={false}
              className={styles.link}
              title={shownName(entry.name)}
              onClick={(event) => {
                // With these keys a press chooses the row.
                if (event.ctrlKey || event.metaKey || event.shiftKey) return event.preventDefault();
                event.preventDefault();
                onName(entry);
              }}
            >
              {shownName(entry.name)}
              {entry.kind === 'folder' && '/'}
            </a>
          ) : (
            <span>{shownName(entry.name)}</span>
          )}
        </span>
      ),
    },
    {
      id: 'size',
      label: 'Size',
      width: '6.5rem',
      isSortable: true,
      isNumber: true,
      cell: ({ kind, name, sizeBytes }) => sizeText(kind === 'file' ? sizeBytes : folderSizes.get(name)),
    },
    {
      id: 'modified',
      label: 'Modified',
      width: '11.5rem',
      isSortable: true,
      isOptional: true,
      cell: ({ modifiedAt }) => <time dateTime={modifiedAt}>{localTime(modifiedAt)}</time>,
    },
    {
      id: 'mode',
      label: 'Mode, owner',
      width: '13rem',
      isOptional: true,
      cell: ({ mode, kind, uid, gid }) => (
        <span className={styles.soft}>
          {modeText(kind, mode)} {uid}:{gid}
        </span>
      ),
    },
    {
      id: 'actions',
      label: 'Actions',
      width: '7.5rem',
      isLabelHidden: true,
      isNumber: true,
      cell: (entry) => (
        <span className={styles.rowActions}>
          {canPreview(entry) && (
            <RowButton label={`View ${shownName(entry.name)}`} text="view" onPress={() => onPreview(entry)} />
          )}
          <RowButton label={`Delete ${shownName(entry.name)}`} text="[×]" onPress={() => onRemove(entry)} />
        </span>
      ),
    },
  ];
}

function sizeText(bytes: number | undefined): string {
  return bytes === undefined ? '–' : formatBytes(bytes);
}

function RowButton({
  label,
  text,
  onPress,
}: {
  readonly label: string;
  readonly text: string;
  readonly onPress: () => void;
}) {
  return (
    <button type="button" tabIndex={-1} className={styles.rowButton} aria-label={label} title={label} onClick={onPress}>
      {text}
    </button>
  );
}
