import { type DragEvent, useState } from 'react';
import { droppedEntries } from '../../../ui/dropped-tree.ts';
import type { GivenFiles } from '../transfers/transfer-source.ts';
import { type DraggedPaths, dragKind, takeDragged } from './file-drag.ts';

interface DropDeps {
  /** The folder that a row stands for, by its key; null: it is none. */
  readonly folderOf: (rowKey: string) => string | null;
  readonly currentFolder: string;
  readonly onFiles: (folder: string, given: GivenFiles) => void;
  readonly onMove: (folder: string, dragged: DraggedPaths, isCopy: boolean) => void;
}

interface Over {
  /** The row under the pointer, where it is a folder. */
  readonly rowKey: string | null;
}

/** What is let go on a list goes into the folder of the row, or into the folder that is shown. */
export function useDrop({ folderOf, currentFolder, onFiles, onMove }: DropDeps) {
  const [over, setOver] = useState<Over | null>(null);

  const targetOf = (event: DragEvent): { readonly folder: string; readonly rowKey: string | null } => {
    const rowKey = rowKeyOf(event);
    const folder = rowKey === null ? null : folderOf(rowKey);
    return folder === null ? { folder: currentFolder, rowKey: null } : { folder, rowKey };
  };
  const onDragOver = (event: DragEvent) => {
    const kind = dragKind(event.dataTransfer);
    if (kind === null) return;
    const { rowKey } = targetOf(event);
    // Where it lies already it cannot be put.
    if (kind === 'own' && rowKey === null) return setOver(null);
    event.preventDefault();
    event.dataTransfer.dropEffect = kind === 'files' || event.ctrlKey ? 'copy' : 'move';
    if (over === null || over.rowKey !== rowKey) setOver({ rowKey });
  };
  const onDragLeave = (event: DragEvent) => {
    if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setOver(null);
  };
  const dropInto = (event: DragEvent, folder: string) => {
    const kind = dragKind(event.dataTransfer);
    if (kind === null) return;
    event.preventDefault();
    if (kind === 'files') {
      onFiles(folder, { files: [...event.dataTransfer.files], entries: droppedEntries(event.dataTransfer) });
      return;
    }
    const dragged = takeDragged(event.dataTransfer);
    if (dragged !== null) onMove(folder, dragged, event.ctrlKey);
  };
  const onDrop = (event: DragEvent) => {
    const { folder } = targetOf(event);
    setOver(null);
    dropInto(event, folder);
  };
  return { over, dropInto, handlers: { onDragOver, onDragLeave, onDrop } };
}

function rowKeyOf({ target }: DragEvent): string | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-key]') : null;
  return row?.dataset['key'] ?? null;
}
