// The files of one volume, as the helper on its host reads and writes them. Truth is always there; nothing here is remembered.
//
// Every path is checked once more where the files are: a folder that leads out of the volume through a symbolic link throws
// PATH_LEADS_OUT before anything is touched. The last name of a path is never followed, but where it says so.
// Throws besides what is named: VOLUME_MISSING, HELPER_UNAVAILABLE, ENGINE_LOST, DISK_FULL; an abort throws the signal's reason.
import type { Readable } from 'node:stream';
import type { EntryKind } from '../../../../contract/files.ts';
import type { VolumePath } from './volume-path.ts';

export interface Attributes {
  readonly kind: EntryKind;
  readonly sizeBytes: number;
  /** Milliseconds since the epoch; whole seconds. */
  readonly modifiedAt: number;
  /** Permission bits with setuid, setgid and sticky: 0 … 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface RawEntry extends Attributes {
  readonly name: string;
}

export interface RawDetails extends RawEntry {
  /** With the links of its folders resolved. */
  readonly path: VolumePath;
  readonly etag: string;
  /** Of a link, as written in it. */
  readonly target: string | null;
  readonly leadsTo: { readonly path: VolumePath; readonly kind: EntryKind } | null;
}

/** One reading of a folder, kept as the bytes that came: a million entries take some 60 MB. */
export interface FolderReading {
  /** Links resolved. */
  readonly path: VolumePath;
  readonly folder: Attributes;
  readonly count: number;
  /** There was more than `maxBytes`. */
  readonly isTruncated: boolean;
  /** Of everything that is listed. */
  readonly digest: string;
  readonly memoryBytes: number;
  at(index: number): RawEntry;
}

export interface Measurement {
  /** Content of all files; unfinished uploads included. */
  readonly sizeBytes: number;
  readonly fileCount: number;
  readonly folderCount: number;
  readonly stageBytes: number;
  readonly diskFreeBytes: number | null;
}

/** A folder of ours inside the volume in which an upload or a copy grows until it is put in its place. */
export type StageId = string & { readonly StageId: unique symbol };

/** Where things are put from: a folder of the volume, or what has grown in a stage. */
export type PlaceSource =
  | { readonly stage: StageId }
  | { readonly folder: VolumePath; readonly names: readonly string[] };

export interface Collision {
  /** Below the source. */
  readonly path: string;
  /** One is a folder and the other is not: neither merged nor replaced. */
  readonly isMismatch: boolean;
}

interface Options {
  readonly signal?: AbortSignal | undefined;
}

interface Progress extends Options {
  /** How many are done so far. */
  readonly onProgress?: (doneCount: number) => void;
}

export interface VolumeFiles {
  /** Throws FILE_NOT_FOUND, NOT_A_FOLDER. */
  readFolder(path: VolumePath, options: Options & { readonly maxBytes: number }): Promise<FolderReading>;
  /** Throws FILE_NOT_FOUND. The root has an empty name. */
  stat(path: VolumePath, options?: Options): Promise<RawDetails>;
  /** Those of the paths that are there. */
  statMany(paths: readonly VolumePath[], options?: Options): Promise<ReadonlyMap<VolumePath, RawEntry>>;
  measure(options?: Options): Promise<Measurement>;
  /** How many files and folders these paths hold, themselves included, and how large all is. */
  count(
    paths: readonly VolumePath[],
    options?: Options,
  ): Promise<{ readonly count: number; readonly sizeBytes: number }>;
  /** The largest things in the root, folders with all in them. */
  largest(limit: number, options?: Options): Promise<readonly { readonly name: string; readonly sizeBytes: number }[]>;
  /** Content of all files in each folder directly in this one; folders with none are left out. Throws FILE_NOT_FOUND, NOT_A_FOLDER. */
  folderSizes(
    path: VolumePath,
    options?: Options,
  ): Promise<readonly { readonly name: string; readonly sizeBytes: number }[]>;
  /** `onPaths` gets the paths of everything below the folder piece by piece, links not followed; false ends the search. */
  findNames(
    folder: VolumePath,
    options: Options & { readonly onPaths: (paths: readonly VolumePath[]) => boolean },
  ): Promise<void>;
  /** Lets every user write to the root of an empty volume: which one an application runs as is not known yet. */
  openToAll(): Promise<void>;
  /** With the owner of `above`, which is there; what is between is made as well. Throws FILE_EXISTS, FILE_NOT_FOUND, NOT_A_FOLDER. */
  makeFolder(path: VolumePath, options: Options & { readonly above: VolumePath }): Promise<void>;
  /** What is at `to` must be gone or, with `replace`, be no folder. Throws FILE_NOT_FOUND, FILE_EXISTS, MOVE_INTO_ITSELF. */
  rename(from: VolumePath, to: VolumePath, options: Options & { readonly replace: boolean }): Promise<void>;
  /** With all in them. Throws FILE_NOT_FOUND for the first that is missing, before anything is removed. Gives how many went. */
  remove(paths: readonly VolumePath[], options?: Progress): Promise<number>;

  /** A piece of a file. Throws FILE_NOT_FOUND, NOT_A_FILE. Ends early when the file becomes shorter. */
  read(path: VolumePath, options: Options & { readonly offset: number; readonly length: number }): Promise<Readable>;
  /** A tar of the thing and all in it, entries named from its own name on; of the root: `./`. Owners, modes, times, links as they are. */
  readTree(path: VolumePath, options?: Options): Promise<Readable>;

  /** Its content belongs to nobody else; what is at `to` in the end gets the owner of the folder it goes to. */
  openStage(id: StageId, options?: Options): Promise<void>;
  /** Unpacks a tar of ours in the stage. Owners, modes and times are those in it. */
  unpack(id: StageId, tar: Readable, options?: Options): Promise<void>;
  /** Appends to one file of the stage, which must have `offset` bytes (UPLOAD_OFFSET_WRONG). Gives its size then. */
  append(id: StageId, name: string, bytes: Readable, options: Options & { readonly offset: number }): Promise<number>;
  /** Null when there is no such stage; 0 for a file that is not there yet. */
  stagedSize(id: StageId, name: string, options?: Options): Promise<number | null>;
  /** SHA-256 of one file of the stage, in hexadecimal. */
  stagedHash(id: StageId, name: string, options?: Options): Promise<string>;
  /** Copies into the stage, everything as it is. */
  stageCopy(
    id: StageId,
    copies: readonly { readonly from: VolumePath; readonly name: string }[],
    options?: Options & {
      readonly onProgress?: (done: { readonly count: number; readonly sizeBytes: number }) => void;
    },
  ): Promise<void>;
  /** Owner, mode and time of one file of the stage; left out: as it is. */
  setStaged(
    id: StageId,
    name: string,
    attributes: {
      readonly uid: number;
      readonly gid: number;
      readonly mode: number;
      readonly modifiedAt: number | null;
    },
    options?: Options,
  ): Promise<void>;
  renameStaged(
    id: StageId,
    renames: readonly { readonly from: string; readonly to: string }[],
    options?: Options,
  ): Promise<void>;
  removeStaged(id: StageId, paths: readonly string[], options?: Options): Promise<void>;
  /** What of the source exists in the folder already; folders on both sides are looked into. */
  collisions(source: PlaceSource, folder: VolumePath, options?: Options): Promise<readonly Collision[]>;
  /** Puts all of the source into the folder; folders that meet are merged, files that meet are replaced. */
  place(source: PlaceSource, folder: VolumePath, options?: Options): Promise<void>;
  /** The content of the stage becomes all that the volume has; the stage is gone. `root`: of the volume's own folder; null: as it is. */
  replaceAll(
    id: StageId,
    options: Options & { readonly root: Pick<Attributes, 'uid' | 'gid' | 'mode' | 'modifiedAt'> | null },
  ): Promise<void>;
  dropStage(id: StageId): Promise<void>;
  listStages(options?: Options): Promise<readonly { readonly id: StageId; readonly modifiedAt: number }[]>;
}
