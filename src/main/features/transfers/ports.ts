// What transfers need from outside: the disk of this machine, volumes, and a table.
import type { Readable } from 'node:stream';
import type { ProjectId, VolumeId } from '../../../contract/ids.ts';
import type { ConflictPolicy, FileDetails, Upload, UploadId } from '../../../contract/files.ts';
import type { TransferId } from '../../../contract/transfers.ts';
import type { ExistingEntry } from '../../../transfer/conflicts.ts';
import type { LocalTree } from '../../../transfer/uplink.ts';
import type { Answer } from '../../../transfer/upload-run.ts';

/** The disk of this machine. Throws LOCAL_FILE_UNREADABLE, LOCAL_FOLDER_UNWRITABLE, DISK_FULL. */
export interface LocalDisk {
  /** Everything below these files and folders, links not followed; a file's source is its path. */
  walk(paths: readonly string[], signal: AbortSignal): Promise<LocalTree<string>>;
  /** From `offset` to the `sizeBytes` that it had. Throws LOCAL_FILE_CHANGED when it is longer or shorter now. */
  read(path: string, range: { readonly offset: number; readonly sizeBytes: number }, signal: AbortSignal): Readable;
  /** A name in the folder that nothing has: `photos (2)`. */
  freeName(folder: string, name: string): Promise<string>;
  /** A folder to write below, made where it is missing. */
  openFolder(path: string): LocalFolder;
}

/** Paths are relative, `/` between names, in the contract's spelling of bytes. None of them leads out of the folder. */
export interface LocalFolder {
  makeFolder(path: string): Promise<void>;
  /** Null when there is no such file. */
  stat(path: string): Promise<{ readonly sizeBytes: number; readonly modifiedAt: number } | null>;
  /** Under another name until it is whole; with `offset`, behind what an earlier attempt has left there. */
  write(path: string, content: AsyncIterable<Uint8Array>, file: WrittenFile, signal: AbortSignal): Promise<void>;
  /** How much of a file an earlier attempt has left; 0 when nothing. */
  partialSize(path: string): Promise<number>;
}

interface WrittenFile {
  readonly offset: number;
  readonly modifiedAt: number;
}

/** Volumes and the files in them, as the storage feature offers them. */
export interface TransferVolumes {
  /** Throws NOT_FOUND. */
  projectOf(id: VolumeId): ProjectId;
  lookUp(id: VolumeId, paths: readonly string[], signal: AbortSignal): Promise<readonly ExistingEntry[]>;
  makeFolder(id: VolumeId, path: string, signal: AbortSignal): Promise<unknown>;
  /** All of them or none. */
  receive(id: VolumeId, entries: AsyncIterable<SentFile>, options: ReceiveOptions): Promise<unknown>;
  uploads(id: VolumeId): Promise<readonly Upload[]>;
  createUpload(id: VolumeId, file: NewFile, signal: AbortSignal): Promise<Upload>;
  upload(id: VolumeId, uploadId: UploadId): Promise<Upload>;
  append(id: VolumeId, uploadId: UploadId, offset: number, bytes: Readable, signal: AbortSignal): Promise<unknown>;
  complete(id: VolumeId, uploadId: UploadId, sha256: string | null, signal: AbortSignal): Promise<unknown>;
  cancelUpload(id: VolumeId, uploadId: UploadId): Promise<unknown>;
  stat(id: VolumeId, path: string, signal: AbortSignal): Promise<FileDetails>;
  /** Files and folders below a path, itself included, and how large all is. */
  count(
    id: VolumeId,
    path: string,
    signal: AbortSignal,
  ): Promise<{ readonly count: number; readonly sizeBytes: number }>;
  openDownload(id: VolumeId, path: string, signal: AbortSignal): Promise<OpenFile>;
  /** A tar of the folder and all in it, from its own name on. */
  openTree(id: VolumeId, path: string, signal: AbortSignal): Promise<Readable>;
}

export interface OpenFile {
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  read(range: { readonly offset: number; readonly length: number }, signal: AbortSignal): Promise<Readable>;
}

export interface SentFile {
  readonly path: string;
  readonly kind: 'file';
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  readonly content: AsyncIterable<Uint8Array>;
}

export interface ReceiveOptions {
  readonly folder: string;
  readonly conflict: ConflictPolicy;
  readonly expectedBytes: number;
  readonly signal: AbortSignal;
}

interface NewFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  readonly conflict: ConflictPolicy;
}

/** Times are milliseconds since the epoch, UTC. */
export interface TransferRow {
  readonly id: TransferId;
  readonly volumeId: VolumeId;
  readonly direction: 'upload' | 'download';
  /** Of an upload, on this machine; of a download, in the volume. */
  readonly paths: readonly string[];
  /** The folder of the volume that an upload goes into. */
  readonly folder: string;
  readonly localFolder: string | null;
  /** Of a download: the name that each path has in the local folder, once it is chosen. */
  readonly localNames: readonly string[];
  readonly answer: Answer | null;
  /** Null while there is something left to do: it goes on when the program begins. */
  readonly ended: EndedTransfer | null;
  readonly createdAt: number;
}

/** What is still shown of a transfer when the program has been restarted since. */
export interface EndedTransfer {
  readonly status: 'done' | 'failed' | 'cancelled';
  readonly title: string;
  readonly fileCount: number | null;
  readonly doneCount: number;
  readonly skippedCount: number;
  readonly failedCount: number;
  readonly totalBytes: number | null;
  readonly doneBytes: number;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | null;
  readonly finishedAt: number;
}

export interface TransferStore {
  /** Oldest first. */
  list(): readonly TransferRow[];
  insert(row: TransferRow): void;
  saveNames(id: TransferId, localNames: readonly string[]): void;
  saveAnswer(id: TransferId, answer: Answer): void;
  /** Null: it goes on. */
  saveEnd(id: TransferId, ended: EndedTransfer | null): void;
  remove(id: TransferId): void;
}

export interface TransferClock {
  now(): number;
  /** Rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
