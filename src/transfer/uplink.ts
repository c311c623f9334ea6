// What an upload needs of the control plane, whether it is asked by a page or from within.
import type { ConflictPolicy } from '../contract/files.ts';
import type { VolumeId } from '../contract/ids.ts';
import type { ExistingEntry } from './conflicts.ts';

/** A file before it is sent. `source` is how its content is got at: a browser's reference, a path on the disk. */
export interface LocalFile<Source> {
  /** From the target folder downwards. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly source: Source;
}

/** What is to be uploaded. */
export interface LocalTree<Source> {
  readonly files: readonly LocalFile<Source>[];
  /** Every folder, before what lies in it: empty ones are wanted too. */
  readonly folders: readonly string[];
}

interface Sending {
  readonly volumeId: VolumeId;
  readonly policy: ConflictPolicy;
  readonly signal: AbortSignal;
  /** Bytes of the files' contents that have gone. */
  readonly onProgress: (bytes: number) => void;
}

export interface BatchSending<Source> extends Sending {
  readonly folder: string;
  readonly files: readonly LocalFile<Source>[];
}

export interface FileSending<Source> extends Sending {
  /** `path` is that in the volume. */
  readonly file: LocalFile<Source>;
}

/** Each throws LostConnectionError where nobody can be asked, else what the control plane answered. */
export interface Uplink<Source> {
  /** What is there of these paths; at most 10,000 at a time. */
  lookUp(volumeId: VolumeId, paths: readonly string[], signal: AbortSignal): Promise<readonly ExistingEntry[]>;
  /** With those above it; no error when it exists. */
  makeFolder(volumeId: VolumeId, path: string, signal: AbortSignal): Promise<void>;
  /** All of them or none. */
  sendBatch(sending: BatchSending<Source>): Promise<void>;
  /** One that goes on where it broke off when it is sent again. */
  sendFile(sending: FileSending<Source>): Promise<void>;
}

/** Volumes keep times in whole seconds. */
export function isSameFile(
  there: Pick<ExistingEntry, 'sizeBytes' | 'modifiedAt'>,
  { sizeBytes, modifiedAt }: Pick<LocalFile<unknown>, 'sizeBytes' | 'modifiedAt'>,
): boolean {
  return there.sizeBytes === sizeBytes && seconds(Date.parse(there.modifiedAt)) === seconds(modifiedAt);
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** The line broke, or whoever stands behind it does: to be tried again. The cause is what may be shown. */
export class LostConnectionError extends Error {
  override readonly name = 'LostConnectionError';
}
