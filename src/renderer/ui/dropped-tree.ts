/** What was let go over a page, read out of the browser's file entries: folders with all that lies in them. */

export interface DroppedFile {
  /** From what was dropped downwards: `photos/2024/a.jpg`. */
  readonly path: string;
  readonly file: File;
}

export interface DroppedTree {
  readonly files: readonly DroppedFile[];
  /** Every folder, before what lies in it: empty ones are wanted too. */
  readonly folders: readonly string[];
}

interface WalkOptions {
  readonly signal: AbortSignal;
  /** Is told now and then how many files were found. */
  readonly onFound?: (files: number) => void;
}

/** Files whose size is asked for at once. */
const BATCH = 64;

/** Must be called while the drop event is handled: afterwards the browser forgets what was dropped. */
export function droppedEntries(transfer: DataTransfer): readonly FileSystemEntry[] {
  return [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
}

/** Throws what the browser says of an entry that cannot be read, and the signal's reason. */
export async function walkEntries(
  entries: readonly FileSystemEntry[],
  { signal, onFound }: WalkOptions,
): Promise<DroppedTree> {
  const files: DroppedFile[] = [];
  const folders: string[] = [];
  // A stack and not a recursion: folders may lie deeper than calls may.
  const waiting = [...entries].toReversed();
  while (waiting.length > 0) {
    signal.throwIfAborted();
    const entry = waiting.pop();
    if (entry === undefined) break;
    if (isDirectory(entry)) {
      folders.push(pathOf(entry));
      waiting.push(...(await readDirectory(entry)).toReversed());
      continue;
    }
    const batch = [entry, ...takeFiles(waiting, BATCH - 1)].filter(isFile);
    files.push(...(await Promise.all(batch.map(async (item) => ({ path: pathOf(item), file: await fileOf(item) })))));
    onFound?.(files.length);
  }
  return { files, folders };
}

/** Files chosen in a dialog; those of a chosen folder know their path in it. */
export function chosenTree(chosen: Iterable<File>): DroppedTree {
  const files = [...chosen].map((file) => ({
    path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
    file,
  }));
  const folders = new Set<string>();
  for (const { path } of files) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_part, index) => folders.add(parts.slice(0, index + 1).join('/')));
  }
  return { files, folders: [...folders] };
}

function takeFiles(waiting: FileSystemEntry[], most: number): FileSystemEntry[] {
  const taken: FileSystemEntry[] = [];
  for (let next = waiting.at(-1); next !== undefined && taken.length < most && isFile(next); next = waiting.at(-1)) {
    taken.push(next);
    waiting.pop();
  }
  return taken;
}

/** A reader hands out a hundred entries at a time and says by none that there are no more. */
async function readDirectory(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, (error) => reject(unreadable(directory, error)));
    });
    if (some.length === 0) return found;
    found.push(...some);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, (error) => reject(unreadable(entry, error)));
  });
}

function unreadable(entry: FileSystemEntry, cause: unknown): Error {
  return new Error(`“${pathOf(entry)}” cannot be read.`, { cause });
}

function pathOf({ fullPath }: FileSystemEntry): string {
  return fullPath.replace(/^\/+/, '');
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
