import { formatBytes } from '../../../../contract/bytes.ts';
import type { FileEntry } from '../../../../contract/files.ts';
import type { Volume } from '../../../../contract/volumes.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { shownName } from '../browser/shown-name.ts';
import { useTransferSource } from '../transfers/transfers-context.tsx';
import { MediaPreview } from './media-preview.tsx';
import { previewKind } from './preview-kind.ts';
import { TextPreview } from './text-preview.tsx';

interface PreviewDialogProps {
  readonly volume: Volume;
  readonly path: string;
  readonly entry: FileEntry;
  readonly onDownload: () => void;
  readonly onClose: () => void;
}

/** A file as it can be shown. What could run is shown as the text it is. */
export function PreviewDialog({ volume, path, entry, onDownload, onClose }: PreviewDialogProps) {
  const source = useTransferSource();
  const kind = previewKind(entry);
  const title = `${shownName(entry.name)} (${formatBytes(entry.sizeBytes)})`;
  if (kind === 'text')
    return <TextPreview volume={volume} path={path} title={title} onDownload={onDownload} onClose={onClose} />;
  return (
    <Dialog isOpen isWide onClose={onClose} title={title} footer={<Button onClick={onDownload}>Download</Button>}>
      {kind !== null && (
        <MediaPreview
          kind={kind}
          // Another content has another address, so that an old picture is not shown for a new one.
          url={`${source.contentUrl(volume.id, path)}&at=${Date.parse(entry.modifiedAt)}`}
          name={shownName(entry.name)}
        />
      )}
    </Dialog>
  );
}
