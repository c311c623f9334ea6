// The build context as a tar, made while it is read: nothing is copied to disk and memory stays flat.
import { type FileHandle, open, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Header, type Pack, pack } from 'tar-stream';
import { AppError } from '../../../contract/app-error.ts';
import { compileIgnoreRules, type IgnoreRules, IgnoreSyntaxError, readIgnoreFile } from './dockerignore.ts';
import { isMissing, unreadable, type WalkedEntry, walkContext } from './source-walk.ts';

export interface PackOptions {
  readonly dockerfilePath: string;
  /** Path → text that the context carries there instead of what the source has. Sent whatever is ignored. */
  readonly replace: ReadonlyMap<string, string>;
  /** Patterns that stand before those of the ignore file, which may take them back with `!`. */
  readonly ignoreFirst: readonly string[];
  readonly signal: AbortSignal;
}

type EntryHeader = Partial<Header> & Pick<Header, 'name'>;

const CHUNK_BYTES = 256 * 1024;
/** Smaller files are read in one go. */
const SMALL_BYTES = 64 * 1024;

/** Errors of the stream are AppErrors: SOURCE_UNREADABLE names the file. An abort ends it with the signal's reason. */
export function packContext(directory: string, options: PackOptions): Readable {
  const tar = pack();
  const output = Readable.from(tar, { objectMode: false });
  const stopped = new AbortController();
  const abort = () => output.destroy(toError(options.signal.reason));
  if (options.signal.aborted) abort();
  options.signal.addEventListener('abort', abort, { once: true });
  output.once('close', () => {
    options.signal.removeEventListener('abort', abort);
    stopped.abort();
  });
  void fill(tar, directory, options, stopped.signal).then(
    () => tar.finalize(),
    (error: unknown) => tar.destroy(toError(error)),
  );
  return output;
}

const toError = (reason: unknown) => (reason instanceof Error ? reason : new Error(String(reason)));

async function fill(tar: Pack, directory: string, options: PackOptions, signal: AbortSignal): Promise<void> {
  const rules = await readRules(directory, options);
  for (const [path, text] of options.replace) {
    await addWhole(tar, { name: path, mode: 0o644, mtime: new Date(0) }, Buffer.from(text));
  }
  for await (const entry of walkContext(directory, rules)) {
    signal.throwIfAborted();
    if (!options.replace.has(entry.path)) await add(tar, entry, signal);
  }
}

/** As Docker: `NAME.dockerignore` beside the Dockerfile, else `.dockerignore`; both and the Dockerfile are always sent. */
async function readRules(
  directory: string,
  { dockerfilePath, replace, ignoreFirst }: PackOptions,
): Promise<IgnoreRules> {
  for (const path of [`${dockerfilePath}.dockerignore`, '.dockerignore']) {
    const text = replace.get(path) ?? (await readIfThere(join(directory, path), path));
    if (text === null) continue;
    const always = ['!.dockerignore', `!${dockerfilePath}`];
    try {
      return compileIgnoreRules([...ignoreFirst, ...readIgnoreFile(text), ...always]);
    } catch (error) {
      if (!(error instanceof IgnoreSyntaxError)) throw error;
      throw new AppError('SOURCE_UNREADABLE', { path, problem: error.message }, { cause: error });
    }
  }
  return compileIgnoreRules(ignoreFirst);
}

async function readIfThere(absolute: string, path: string): Promise<string | null> {
  try {
    return await readFile(absolute, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw unreadable(path, error);
  }
}

async function add(tar: Pack, { path, absolute, stats }: WalkedEntry, signal: AbortSignal): Promise<void> {
  // Owner is root and everything else as on disk, as the docker command sends it.
  const header: EntryHeader = { name: path, mode: stats.mode & 0o7777, mtime: stats.mtime, uid: 0, gid: 0 };
  if (stats.isDirectory()) return addWhole(tar, { ...header, name: `${path}/`, type: 'directory' }, null);
  if (stats.isSymbolicLink()) {
    const linkname = await readlink(absolute).catch((error: unknown) => Promise.reject(unreadable(path, error)));
    return addWhole(tar, { ...header, mode: 0o777, type: 'symlink', linkname }, null);
  }
  // Sockets, pipes and devices have no content that could be sent.
  if (!stats.isFile()) return undefined;
  const file = await open(absolute, 'r').catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw unreadable(path, error);
  });
  if (file === null) return undefined;
  try {
    return await addFile(tar, header, file, path, signal);
  } finally {
    await file.close();
  }
}

/** The size is that at opening: what is appended meanwhile is left out, what is missing at the end is an error. */
async function addFile(
  tar: Pack,
  header: EntryHeader,
  file: FileHandle,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const { size } = await file.stat();
  if (size <= SMALL_BYTES) {
    const content = Buffer.allocUnsafe(size);
    await readFully(file, content, size, path);
    return addWhole(tar, { ...header, size }, content);
  }
  const entry = tar.entry({ ...header, size });
  let wake: () => void = () => undefined;
  for (const event of ['drain', 'finish', 'close', 'error'] as const) entry.on(event, () => wake());
  const nextEvent = () => new Promise<void>((resolve) => (wake = resolve));
  for (let left = size; left > 0; ) {
    signal.throwIfAborted();
    const length = Math.min(left, CHUNK_BYTES);
    // A new buffer each time: the consumer holds what it was given.
    const chunk = Buffer.allocUnsafe(length);
    await readFully(file, chunk, length, path);
    left -= length;
    // Given up while the file was read: no event will come any more.
    if (entry.destroying) throw new Error('the context was given up');
    const event = nextEvent();
    if (!entry.write(chunk)) await event;
  }
  const finished = nextEvent();
  entry.end(null);
  await finished;
  signal.throwIfAborted();
}

async function readFully(file: FileHandle, buffer: Buffer, length: number, path: string): Promise<void> {
  for (let at = 0; at < length; ) {
    const { bytesRead } = await file.read(buffer, at, length - at).catch((error: unknown) => {
      throw unreadable(path, error);
    });
    if (bytesRead === 0) {
      throw new AppError('SOURCE_UNREADABLE', { path, problem: 'it became shorter while it was read' });
    }
    at += bytesRead;
  }
}

function addWhole(tar: Pack, header: EntryHeader, content: Buffer | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error == null ? resolve() : reject(error));
    if (content === null) tar.entry(header, done);
    else tar.entry(header, content, done);
  });
}
