import type { FileEntry } from '../../../../contract/files.ts';
import type { ConflictDecision } from '../../../../contract/transfers.ts';
import type { Volume } from '../../../../contract/volumes.ts';
import { useApi } from '../../../api/api-context.tsx';
import { countOf } from '../../../lib/numbers.ts';
import { PreviewDialog } from '../preview/preview-dialog.tsx';
import { ConflictDialog } from '../transfers/conflict-dialog.tsx';
import type { NamedDecision } from '../../../../transfer/upload-run.ts';
import { DeleteFiles } from './delete-files.tsx';
import { joinPath } from './file-path.ts';
import { NameDialog } from './name-dialog.tsx';
import { shownName } from './shown-name.ts';
import type { PasteQuestion } from './use-file-actions.ts';

export type BrowserDialog =
  | { readonly kind: 'newFolder' }
  | { readonly kind: 'rename'; readonly entry: FileEntry }
  | { readonly kind: 'remove'; readonly entries: readonly FileEntry[] }
  | { readonly kind: 'preview'; readonly entry: FileEntry };

interface FileDialogsProps {
  readonly volume: Volume;
  readonly path: string;
  readonly dialog: BrowserDialog | null;
  readonly question: PasteQuestion | null;
  readonly onClose: () => void;
  readonly onRemove: (entries: readonly FileEntry[]) => void;
  readonly onDownload: (entry: FileEntry) => void;
  /** A folder was made or something renamed: it is called so now. */
  readonly onNamed: (name: string) => void;
  readonly onAnswer: (named: readonly NamedDecision[], rest: ConflictDecision) => void;
  readonly onDropQuestion: () => void;
}

export function FileDialogs(props: FileDialogsProps) {
  const { volume, path, dialog, question, onClose, onRemove, onDownload, onNamed, onAnswer, onDropQuestion } = props;
  const { client } = useApi();
  if (question !== null) {
    const { clipboard, folder, conflicts } = question;
    return (
      <ConflictDialog
        conflicts={conflicts}
        conflictCount={conflicts.length}
        what={`${clipboard.mode === 'move' ? 'Moving' : 'Copying'} ${countOf(clipboard.paths.length, 'thing')}`}
        folder={folder}
        cancel="Cancel"
        onDecide={onAnswer}
        onCancel={onDropQuestion}
        onClose={onDropQuestion}
      />
    );
  }
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'newFolder':
      return (
        <NameDialog
          title={`New folder in ${shownName(path)}`}
          action="Make the folder"
          busy="Making…"
          initial=""
          onClose={onClose}
          onName={async (name) => {
            await client.files.createFolder({ id: volume.id, path: joinPath(path, name) });
            onNamed(name);
          }}
        />
      );
    case 'rename': {
      const { name: before } = dialog.entry;
      return (
        <NameDialog
          title={`Rename ${shownName(before)}`}
          action="Rename"
          busy="Renaming…"
          initial={before}
          onClose={onClose}
          onName={async (name) => {
            await client.files.rename({ id: volume.id, path: joinPath(path, before), name });
            onNamed(name);
          }}
        />
      );
    }
    case 'remove':
      return (
        <DeleteFiles
          entries={dialog.entries}
          volumeName={volume.name}
          onClose={onClose}
          onConfirm={() => {
            onRemove(dialog.entries);
            onClose();
          }}
        />
      );
    case 'preview':
      return (
        <PreviewDialog
          volume={volume}
          path={joinPath(path, dialog.entry.name)}
          entry={dialog.entry}
          onDownload={() => onDownload(dialog.entry)}
          onClose={onClose}
        />
      );
  }
}
