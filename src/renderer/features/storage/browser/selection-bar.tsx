import { useQuery } from '@tanstack/react-query';
import type { FileEntry } from '../../../../contract/files.ts';
import type { VolumeId } from '../../../../contract/ids.ts';
import { useApi } from '../../../api/api-context.tsx';
import { countOf, formatCount } from '../../../lib/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import styles from './browser.module.css';
import { describeEntries, sizeOfFiles } from './describe-entries.ts';
import { modeText } from './file-mode.ts';
import { joinPath } from './file-path.ts';
import { shownName } from './shown-name.ts';
import type { Folder } from './use-folder.ts';

interface SelectionBarProps {
  readonly volumeId: VolumeId;
  readonly path: string;
  readonly folder: Folder;
  readonly chosen: readonly FileEntry[];
  readonly canPaste: boolean;
  readonly canPreview: boolean;
  readonly onPreview: () => void;
  readonly onDownload: () => void;
  readonly onRename: () => void;
  readonly onCut: () => void;
  readonly onCopy: () => void;
  readonly onPaste: () => void;
  readonly onRemove: () => void;
}

/** What is chosen, and what can be done to it. */
export function SelectionBar(props: SelectionBarProps) {
  const { volumeId, path, folder, chosen, canPaste, canPreview } = props;
  const [only] = chosen;
  const isOne = chosen.length === 1;
  return (
    <div className={styles.status}>
      <p role="status">
        {chosen.length === 0 ? <FolderFacts folder={folder} /> : describeChosen(chosen)}
        {isOne && only?.kind === 'link' && <LinkTarget volumeId={volumeId} path={joinPath(path, only.name)} />}
      </p>
      <div className={styles.buttons} role="group" aria-label="With what is chosen">
        {chosen.length > 0 && (
          <>
            {canPreview && (
              <Button isSmall onClick={props.onPreview}>
                View
              </Button>
            )}
            <Button isSmall onClick={props.onDownload}>
              {isOne && only?.kind === 'file' ? 'Download' : 'Download as zip'}
            </Button>
            {isOne && (
              <Button isSmall onClick={props.onRename}>
                Rename…
              </Button>
            )}
            <Button isSmall onClick={props.onCut}>
              Cut
            </Button>
            <Button isSmall onClick={props.onCopy}>
              Copy
            </Button>
          </>
        )}
        {canPaste && (
          <Button isSmall onClick={props.onPaste}>
            Paste here
          </Button>
        )}
        {chosen.length > 0 && (
          <Button isSmall kind="danger" onClick={props.onRemove}>
            Delete…
          </Button>
        )}
      </div>
    </div>
  );
}

function FolderFacts({ folder: { rows, total, isReading, isCut } }: { readonly folder: Folder }) {
  if (isReading) return `${formatCount(rows.length)} of ${countOf(total, 'entry', 'entries')} read`;
  const text = countOf(total, 'entry', 'entries');
  return isCut
    ? `The first ${countOf(rows.length, 'entry', 'entries')} of ${formatCount(total)}; search finds the rest`
    : text;
}

function describeChosen(chosen: readonly FileEntry[]): string {
  const [only] = chosen;
  const size = sizeOfFiles(chosen);
  if (chosen.length === 1 && only !== undefined) {
    const { kind, mode, uid, gid } = only;
    return [describeEntries(chosen), ...(size === null ? [] : [size]), modeText(kind, mode), `${uid}:${gid}`].join(
      ' · ',
    );
  }
  return `${describeEntries(chosen)} chosen${size === null ? '' : ` · ${size}`}`;
}

/** Where a link leads is read when it is looked at. */
function LinkTarget({ volumeId, path }: { readonly volumeId: VolumeId; readonly path: string }) {
  const { query } = useApi();
  const details = useQuery(query.files.stat.queryOptions({ input: { id: volumeId, path } })).data;
  if (details === undefined || details.target === null) return null;
  return (
    <span className={styles.soft}>
      {' '}
      → {shownName(details.target)}
      {details.leadsTo === null && ' (leads out of the volume or nowhere)'}
    </span>
  );
}
