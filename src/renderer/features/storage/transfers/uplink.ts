/** What an upload needs of the control plane: the calls of the contract, and the raw routes that carry bytes. */
import type { ConflictPolicy } from '../../../../contract/files.ts';
import type { VolumeId } from '../../../../contract/ids.ts';
import type { ExistingEntry } from '../../../../contract/transfer-conflicts.ts';

export interface OutgoingFile {
  /** From the target folder downwards. */
  readonly path: string;
  readonly file: File;
}

interface Sending {
  readonly volumeId: VolumeId;
  readonly signal: AbortSignal;
  /** Bytes of the files' contents that have gone. */
  readonly onProgress: (bytes: number) => void;
}

export interface BatchSending extends Sending {
  readonly folder: string;
  readonly policy: ConflictPolicy;
  readonly files: readonly OutgoingFile[];
}

export interface FileSending extends Sending {
  /** In the volume. */
  readonly path: string;
  readonly file: File;
  readonly policy: ConflictPolicy;
}

/** Each throws LostConnectionError where nobody can be asked, else what the control plane answered. */
export interface Uplink {
  lookUp(volumeId: VolumeId, paths: readonly string[], signal: AbortSignal): Promise<readonly ExistingEntry[]>;
  makeFolder(volumeId: VolumeId, path: string, signal: AbortSignal): Promise<void>;
  sendBatch(sending: BatchSending): Promise<void>;
  sendFile(sending: FileSending): Promise<void>;
}

/** Volumes keep times in whole seconds. */
export function isSameFile(
  there: Pick<ExistingEntry, 'sizeBytes' | 'modifiedAt'>,
  { size, lastModified }: File,
): boolean {
  return there.sizeBytes === size && seconds(Date.parse(there.modifiedAt)) === seconds(lastModified);
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** The line broke, or whoever stands behind it does: to be tried again. */
export class LostConnectionError extends Error {
  override readonly name = 'LostConnectionError';
}

/** A file that was dropped is gone from the disk or has changed: the browser no longer reads it. */
export class FileUnreadableError extends Error {
  override readonly name = 'FileUnreadableError';
  readonly code = 'FILE_UNREADABLE';
  readonly hint = 'It was moved, deleted or changed after it was dropped. Drop it again.';
}
