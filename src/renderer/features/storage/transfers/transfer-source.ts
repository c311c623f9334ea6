/** Where transfers run: in this page, or in the control plane of a desktop. The panel that shows them does not know which. */
import type { VolumeId } from '../../../../contract/ids.ts';
import type { ConflictDecision, Transfer, TransferFilePage, TransferId } from '../../../../contract/transfers.ts';
import type { NamedDecision, UploadTarget } from '../../../../transfer/upload-run.ts';

/** What was let go over the page or chosen in a dialog. */
export interface GivenFiles {
  readonly files: readonly File[];
  /** Empty for what was chosen. */
  readonly entries: readonly FileSystemEntry[];
}

export interface Downloading {
  readonly volumeId: VolumeId;
  /** In the volume. */
  readonly paths: readonly string[];
  /** A single file travels as it is; everything else as an archive, where it needs to be one file. */
  readonly isSingleFile: boolean;
  readonly format?: 'zip' | 'tar.gz';
}

export interface TransferSource {
  readonly subscribe: (listener: () => void) => () => void;
  /** Newest first. */
  readonly getSnapshot: () => readonly Transfer[];
  readonly upload: (target: UploadTarget, given: GivenFiles) => Promise<void>;
  /** Null where a browser's own dialog does it. */
  readonly chooseFolder: ((target: UploadTarget) => Promise<void>) | null;
  /** Gives false where the person thought better of it. */
  readonly download: (downloading: Downloading) => Promise<boolean>;
  readonly files: (id: TransferId, offset: number, limit: number) => Promise<TransferFilePage>;
  readonly decide: (id: TransferId, named: readonly NamedDecision[], rest: ConflictDecision) => Promise<void>;
  readonly cancel: (id: TransferId) => Promise<void>;
  readonly retry: (id: TransferId) => Promise<void>;
  readonly dismiss: (id: TransferId) => Promise<void>;
  /** Where a file's content can be read in pieces, for pictures, sound and film. */
  readonly contentUrl: (volumeId: VolumeId, path: string) => string;
  /** Where a link to a file leads; null: a press on it downloads it by other means. */
  readonly downloadUrl: ((volumeId: VolumeId, path: string) => string) | null;
  /** They end with the page. */
  readonly endsWithPage: boolean;
}
