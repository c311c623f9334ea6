// Whatever is written into a volume in one go: a file, a form with many, a folder of this machine, an archive. All become one stream of
// entries, which grows in a stage of its own and is put in its place when it is whole; what breaks off leaves nothing.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, isAppError } from '../../../contract/app-error.ts';
import type { ConflictPolicy } from '../../../contract/files.ts';
import { bytesOfText } from '../../lib/byte-text.ts';
import type { TarEntry } from '../../lib/tar/tar-header.ts';
import { type TarInput, writeTar } from '../../lib/tar/write-tar.ts';
import type { OpenVolume } from './access.ts';
import { appended } from './appended.ts';
import { parseThing, shown, type VolumePath } from './ports/volume-path.ts';
import { placeStage } from './placing.ts';
import { newStageId } from './stage-id.ts';
import { countedBy, type Quotas, type Reservation } from './quota.ts';

export interface IncomingEntry {
  /** Below the folder, in names as `paths.ts` spells them. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'hardlink' | 'fifo';
  /** Null: not known until it has come. */
  readonly sizeBytes: number | null;
  /** Left out: as the folder is open to others, 0o644 in one of 0o755. */
  readonly mode?: number | undefined;
  /** Milliseconds since the epoch; left out: now. */
  readonly modifiedAt?: number | undefined;
  /** Left out: those of the folder. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
  /** Of a link as written in it; of a hard link the path of another entry. */
  readonly target?: string | undefined;
  /** Of a file. Throws what broke it off. */
  readonly content?: AsyncIterable<Uint8Array> | undefined;
}

export interface IncomingOptions {
  readonly folder: VolumePath;
  readonly conflict: ConflictPolicy;
  readonly signal?: AbortSignal | undefined;
  /** The time of files that come without one. */
  readonly now: number;
  /** How much comes at most, where that is known: refused at once if it does not fit. */
  readonly expectedBytes?: number | undefined;
  /** Of the only file. Throws CHECKSUM_MISMATCH. */
  readonly sha256?: string | undefined;
  readonly onProgress?: ((progress: { readonly fileCount: number; readonly sizeBytes: number }) => void) | undefined;
}

export interface Received {
  readonly fileCount: number;
  readonly sizeBytes: number;
  /** Where each ended, null: skipped; below the folder. At most 10,000; for more only the numbers are told. */
  readonly files: readonly { readonly path: string; readonly placed: string | null; readonly sizeBytes: number }[];
  readonly sha256: string | null;
}

/** What comes without a size and is not longer is sent with the others; longer files go by themselves. */
const GATHERED_BYTES = 1_048_576;
const MAX_TOLD = 10_000;
const MAX_LINKS = 100_000;

/** Throws PATH_INVALID, QUOTA_EXCEEDED, FILE_EXISTS, DISK_FULL, UPLOAD_ABORTED, CHECKSUM_MISMATCH, …: nothing stays then. */
export async function receive(
  { row, files }: OpenVolume,
  quotas: Quotas,
  entries: AsyncIterable<IncomingEntry>,
  options: IncomingOptions,
): Promise<Received> {
  const { folder, conflict, signal } = options;
  const into = await files.stat(folder, { signal });
  const target = into.leadsTo?.path ?? into.path;
  const end = into.leadsTo === null ? into.kind : into.leadsTo.kind;
  if (end !== 'folder') {
    throw new AppError('NOT_A_FOLDER', { path: shown(folder) }, { field: 'path' });
  }
  const reservation = await quotas.reserve(row.id, options.expectedBytes ?? 0);
  const stage = newStageId();
  const intake = new Intake(entries, reservation, into, options);
  try {
    await files.openStage(stage, { signal });
    for (;;) {
      const first = await intake.next();
      if (first === null) {
        break;
      }
      if (first.isLong) {
        const { entry, name, content } = first;
        const bytes = Readable.from(content, { objectMode: false });
        const counted = countedBy(reservation);
        const feeding = pipeline(bytes, counted, { ...(signal === undefined ? {} : { signal }) });
        feeding.catch(() => undefined);
        const size = await appended(files.append(stage, name, counted, { offset: 0, signal }), feeding);
        await files.setStaged(stage, name, {
          uid: ownerOf(entry, into).uid,
          gid: ownerOf(entry, into).gid,
          mode: entry.mode ?? fileMode(into),
          modifiedAt: entry.modifiedAt ?? null,
        });
        intake.tell(name, size);
      } else {
        await files.unpack(stage, writeTar(intake.run(first.input)), { signal });
      }
    }
    const sha256 = intake.checksum();
    const { changed } = await placeStage(files, stage, target, conflict, signal);
    const told = intake.told.map(({ path, sizeBytes }) => ({ path, sizeBytes, placed: placedPath(path, changed) }));
    return { fileCount: intake.fileCount, sizeBytes: intake.sizeBytes, files: told, sha256 };
  } catch (error) {
    signal?.throwIfAborted();
    throw isAppError(error) ? error : new AppError('UPLOAD_ABORTED', { path: shown(intake.current) }, { cause: error });
  } finally {
    reservation.release();
    // The helper may be gone with its host: what stays is found and removed the next time somebody looks.
    await files.dropStage(stage).catch(() => undefined);
  }
}

/** A thing in a folder that got another name, or was left out, went with it. */
function placedPath(path: string, changed: ReadonlyMap<string, string | null>): string | null {
  for (let at = path.length; at > 0; at = path.lastIndexOf('/', at - 1)) {
    const to = changed.get(path.slice(0, at));
    if (to !== undefined) {
      return to === null ? null : to + path.slice(at);
    }
  }
  return path;
}

type Owner = { readonly uid: number; readonly gid: number; readonly mode: number };
/** What comes into a folder that others may write to, they may write to. */
const fileMode = (folder: Owner): number => 0o600 | (folder.mode & 0o666);
const folderMode = (folder: Owner): number => 0o700 | (folder.mode & 0o777);
const ownerOf = (entry: IncomingEntry, folder: Owner): { readonly uid: number; readonly gid: number } =>
  entry.owner ?? folder;

type Next =
  | { readonly isLong: false; readonly input: TarInput }
  | {
      readonly isLong: true;
      readonly entry: IncomingEntry;
      readonly name: string;
      readonly content: AsyncIterable<Uint8Array>;
    };

/** The entries one after the other: as many as possible as one tar, with the folders that they are in, links at the very end. */
class Intake {
  readonly told: { readonly path: string; readonly sizeBytes: number }[] = [];
  fileCount = 0;
  sizeBytes = 0;
  current = '';
  readonly #source: AsyncIterator<IncomingEntry>;
  readonly #reservation: Reservation;
  readonly #owner: Owner;
  readonly #options: IncomingOptions;
  readonly #folders = new Set<string>(['']);
  readonly #links: TarInput[] = [];
  readonly #now: number;
  readonly #hash: ReturnType<typeof createHash> | null;
  /** What ended the last run, or has folders before it. */
  #waiting: Next | null = null;
  readonly #ready: TarInput[] = [];
  #expectedLeft: number;

  constructor(entries: AsyncIterable<IncomingEntry>, reservation: Reservation, owner: Owner, options: IncomingOptions) {
    this.#source = entries[Symbol.asyncIterator]();
    this.#reservation = reservation;
    this.#owner = owner;
    this.#options = options;
    this.#now = options.now;
    this.#hash = options.sha256 === undefined ? null : createHash('sha256');
    this.#expectedLeft = options.expectedBytes ?? 0;
  }

  async next(): Promise<Next | null> {
    for (;;) {
      const folder = this.#ready.shift();
      if (folder !== undefined) {
        return { isLong: false, input: folder };
      }
      const waiting = this.#waiting;
      if (waiting !== null) {
        this.#waiting = null;
        return waiting;
      }
      this.#options.signal?.throwIfAborted();
      const { value: entry, done } = await this.#source.next();
      if (done === true) {
        const link = this.#links.shift();
        return link === undefined ? null : { isLong: false, input: link };
      }
      // The folders that it is in come first.
      this.#waiting = await this.#take(entry);
    }
  }

  /** From this one on, until one comes that goes by itself, or the end. */
  async *run(first: TarInput): AsyncGenerator<TarInput> {
    yield first;
    for (;;) {
      const next = await this.next();
      if (next === null) {
        return;
      }
      if (next.isLong) {
        this.#waiting = next;
        return;
      }
      yield next.input;
    }
  }

  tell(path: string, sizeBytes: number): void {
    this.fileCount += 1;
    this.sizeBytes += sizeBytes;
    if (this.told.length < MAX_TOLD) {
      this.told.push({ path, sizeBytes });
    }
    this.#options.onProgress?.({ fileCount: this.fileCount, sizeBytes: this.sizeBytes });
  }

  /** Null where none was asked for. Throws CHECKSUM_MISMATCH. */
  checksum(): string | null {
    const expected = this.#options.sha256?.toLowerCase();
    if (this.#hash === null || expected === undefined) {
      return null;
    }
    const actual = this.#hash.digest('hex');
    if (actual !== expected) {
      throw new AppError('CHECKSUM_MISMATCH', { path: shown(this.current), expected, actual });
    }
    return actual;
  }

  /** Null: a folder, or kept for the end. */
  async #take(entry: IncomingEntry): Promise<Next | null> {
    this.current = entry.path;
    const name = parseThing(entry.path).slice(1);
    this.#addFolders(name.slice(0, Math.max(0, name.lastIndexOf('/'))));
    if (entry.kind === 'folder') {
      this.#addFolders(name, entry);
      return null;
    }
    if (entry.kind !== 'file') {
      if (this.#links.length >= MAX_LINKS) {
        throw new AppError('ARCHIVE_INVALID', { problem: `it holds more than ${MAX_LINKS} symbolic links` });
      }
      this.#links.push({ entry: this.#head(name, entry, 0), content: null });
      return null;
    }
    const content = this.#hashed(entry.content ?? nothing());
    if (entry.sizeBytes !== null) {
      this.#reserve(entry.sizeBytes);
      this.tell(name, entry.sizeBytes);
      return { isLong: false, input: { entry: this.#head(name, entry, entry.sizeBytes), content } };
    }
    return this.#measured(entry, name, content);
  }

  /** Of unknown size: gathered, until it is known to be long. */
  async #measured(entry: IncomingEntry, name: string, content: AsyncIterable<Uint8Array>): Promise<Next> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    const rest = content[Symbol.asyncIterator]();
    for (;;) {
      const { value, done } = await rest.next();
      if (done === true) {
        this.#reserve(size);
        this.tell(name, size);
        return { isLong: false, input: { entry: this.#head(name, entry, size), content: Buffer.concat(pieces) } };
      }
      pieces.push(value);
      size += value.length;
      if (size > GATHERED_BYTES) {
        return { isLong: true, entry, name, content: startingWith(pieces, rest) };
      }
    }
  }

  /** What was expected is reserved already. */
  #reserve(bytes: number): void {
    const known = Math.min(bytes, this.#expectedLeft);
    this.#expectedLeft -= known;
    this.#reservation.grow(bytes - known);
  }

  /** As it is where no checksum is asked for: each step that a byte takes costs. */
  #hashed(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    const hash = this.#hash;
    if (hash === null) {
      return content;
    }
    return (async function* () {
      for await (const piece of content) {
        hash.update(piece);
        yield piece;
      }
    })();
  }

  #addFolders(path: string, entry?: IncomingEntry): void {
    if (this.#folders.has(path)) {
      return;
    }
    this.#addFolders(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
    this.#folders.add(path);
    const folder: IncomingEntry = entry ?? { path, kind: 'folder', sizeBytes: 0 };
    this.#ready.push({ entry: this.#head(`${path}/`, folder, 0), content: null });
  }

  #head(name: string, entry: IncomingEntry, sizeBytes: number): TarEntry {
    const { uid, gid } = ownerOf(entry, this.#owner);
    return {
      name: bytesOfText(name) ?? Buffer.alloc(0),
      kind: entry.kind,
      sizeBytes,
      mode:
        entry.kind === 'link' ? 0o777 : (entry.mode ?? (entry.kind === 'folder' ? folderMode : fileMode)(this.#owner)),
      uid,
      gid,
      modifiedAt: entry.modifiedAt ?? this.#now,
      target: targetOf(entry),
    };
  }
}

/** A hard link leads to a file of the same upload, never to one that is there already. */
function targetOf({ kind, target }: IncomingEntry): Buffer | null {
  if (target === undefined) {
    return null;
  }
  return bytesOfText(kind === 'hardlink' ? parseThing(target).slice(1) : target);
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* startingWith(
  pieces: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}
