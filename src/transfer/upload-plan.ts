// How files travel: many small ones together in one request, so that ten thousand do not cost ten thousand journeys; a large one
// alone and in pieces, so that a broken line costs one piece.
import type { ConflictPolicy } from '../contract/files.ts';

export interface PlannedFile {
  /** From the target folder downwards. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly policy: ConflictPolicy;
}

export type UploadStep<File extends PlannedFile = PlannedFile> =
  | { readonly kind: 'folders'; readonly paths: readonly string[] }
  | { readonly kind: 'batch'; readonly policy: ConflictPolicy; readonly files: readonly File[] }
  | { readonly kind: 'single'; readonly file: File };

/** From this size on a file goes alone. */
export const SINGLE_FROM_BYTES = 8 * 1_048_576;
const BATCH_BYTES = 24 * 1_048_576;
const BATCH_FILES = 2_000;

/** Folders first, then files in the order they came. A batch makes the folders that it needs; a file that goes alone finds its own. */
export function planUpload<File extends PlannedFile>(
  files: readonly File[],
  folders: readonly string[],
): readonly UploadStep<File>[] {
  const steps: UploadStep<File>[] = [];
  const singles = files.filter(({ policy, sizeBytes }) => policy !== 'skip' && sizeBytes >= SINGLE_FROM_BYTES);
  const paths = [...new Set([...emptyFolders(folders, files), ...singles.map(({ path }) => parentOf(path))])];
  const wanted = paths.filter((path) => path !== '');
  if (wanted.length > 0) steps.push({ kind: 'folders', paths: wanted });
  const open = new Map<ConflictPolicy, { files: File[]; bytes: number }>();
  const close = (policy: ConflictPolicy) => {
    const batch = open.get(policy);
    if (batch !== undefined) steps.push({ kind: 'batch', policy, files: batch.files });
    open.delete(policy);
  };
  for (const file of files) {
    if (file.policy === 'skip') continue;
    if (file.sizeBytes >= SINGLE_FROM_BYTES) {
      steps.push({ kind: 'single', file });
      continue;
    }
    const batch = open.get(file.policy) ?? { files: [], bytes: 0 };
    batch.files.push(file);
    batch.bytes += file.sizeBytes;
    open.set(file.policy, batch);
    if (batch.bytes >= BATCH_BYTES || batch.files.length >= BATCH_FILES) close(file.policy);
  }
  for (const policy of [...open.keys()]) close(policy);
  return steps;
}

/** Folders in which nothing lies, not even another folder: all others come into being with what lies in them. */
export function emptyFolders(
  folders: readonly string[],
  files: readonly { readonly path: string }[],
): readonly string[] {
  const filled = new Set<string>();
  const fill = (path: string) => {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const parent = path.slice(0, end);
      if (filled.has(parent)) return;
      filled.add(parent);
    }
  };
  for (const { path } of files) fill(path);
  for (const path of folders) fill(path);
  return folders.filter((path) => !filled.has(path));
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
