/** Dragging files: from the desktop onto a folder, inside the list to another folder, and out of the list to the desktop. */

/** What was picked up in the list itself. */
const OWN_TYPE = 'application/x-minipaas-paths';

export interface DraggedPaths {
  readonly volumeId: number;
  readonly paths: readonly string[];
}

export type DragKind = 'files' | 'own' | null;

export function dragKind({ types }: DataTransfer): DragKind {
  if (types.includes(OWN_TYPE)) return 'own';
  return types.includes('Files') ? 'files' : null;
}

export function putDragged(transfer: DataTransfer, dragged: DraggedPaths): void {
  transfer.effectAllowed = 'copyMove';
  transfer.setData(OWN_TYPE, JSON.stringify(dragged));
}

export function takeDragged(transfer: DataTransfer): DraggedPaths | null {
  const text = transfer.getData(OWN_TYPE);
  if (text === '') return null;
  const { volumeId, paths } = JSON.parse(text) as DraggedPaths;
  return { volumeId, paths };
}

/** A file that is let go on the desktop is downloaded there: `TYPE:NAME:ADDRESS`, as Chromium has it. */
export function offerDownload(
  transfer: DataTransfer,
  file: { readonly mimeType: string | null; readonly name: string; readonly url: string },
): void {
  const name = file.name.replaceAll(/[:/\\\r\n]/g, '_');
  transfer.setData('DownloadURL', `${file.mimeType ?? 'application/octet-stream'}:${name}:${file.url}`);
}
