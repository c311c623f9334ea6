// Which of the files to be uploaded meet something that is there already, and what becomes of them.
import type { ConflictPolicy, EntryKind } from '../contract/files.ts';
import type { ConflictDecision, TransferConflict } from '../contract/transfers.ts';

export interface IncomingFile {
  /** From the target folder downwards. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number | null;
}

export interface ExistingEntry {
  readonly path: string;
  readonly kind: EntryKind;
  readonly sizeBytes: number;
  readonly modifiedAt: string;
}

interface FindOptions {
  readonly folder: string;
  readonly files: readonly IncomingFile[];
  readonly folders: readonly string[];
  /** Which of these paths are taken; at most `LOOK_UP` at a time. */
  readonly lookUp: (paths: readonly string[]) => Promise<readonly ExistingEntry[]>;
}

const LOOK_UP = 10_000;

/** Asks level by level: below a folder that is not there, nothing is. */
export async function findConflicts({ folder, files, folders, lookUp }: FindOptions): Promise<TransferConflict[]> {
  const conflicts: TransferConflict[] = [];
  const byParent = Map.groupBy(
    [
      ...folders.map((path) => ({ path, sizeBytes: 0, modifiedAt: null, isFolder: true })),
      ...files.map((file) => ({ ...file, isFolder: false })),
    ],
    ({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/'))),
  );
  for (let level = ['']; level.length > 0; ) {
    const items = level.flatMap((parent) => byParent.get(parent) ?? []);
    const taken = await lookUpAll(
      items.map(({ path }) => joinPath(folder, path)),
      lookUp,
    );
    level = [];
    for (const { isFolder, ...item } of items) {
      const existing = taken.get(joinPath(folder, item.path));
      if (existing === undefined) continue;
      if (isFolder && existing.kind === 'folder') level.push(item.path);
      else conflicts.push(conflictOf(item, isFolder, existing));
    }
  }
  return conflicts;
}

export function joinPath(folder: string, path: string): string {
  return folder === '/' ? `/${path}` : `${folder}/${path}`;
}

async function lookUpAll(paths: readonly string[], lookUp: FindOptions['lookUp']): Promise<Map<string, ExistingEntry>> {
  const found = new Map<string, ExistingEntry>();
  for (let at = 0; at < paths.length; at += LOOK_UP) {
    for (const entry of await lookUp(paths.slice(at, at + LOOK_UP))) found.set(entry.path, entry);
  }
  return found;
}

function conflictOf(
  { path, sizeBytes, modifiedAt }: IncomingFile,
  isFolder: boolean,
  { kind, sizeBytes: existingBytes, modifiedAt: existingAt }: ExistingEntry,
): TransferConflict {
  return {
    path,
    existing: { kind, sizeBytes: existingBytes, modifiedAt: existingAt },
    incoming: {
      kind: isFolder ? 'folder' : 'file',
      sizeBytes,
      modifiedAt: modifiedAt === null ? null : new Date(modifiedAt).toISOString(),
    },
  };
}

/** A folder is neither replaced by a file nor a file by a folder: too much would be lost by one press. */
export function canReplace({ existing, incoming }: TransferConflict): boolean {
  return existing.kind !== 'folder' && incoming.kind !== 'folder';
}

export type Decide = (conflict: TransferConflict) => ConflictDecision;

/** What is named, else the answer for the rest; where that would replace a folder, both are kept. */
export function deciderOf(
  decisions: readonly { readonly path: string; readonly decision: ConflictDecision }[],
  rest: ConflictDecision,
): Decide {
  const named = new Map(decisions.map(({ path, decision }) => [path, decision]));
  return (conflict) => {
    const decision = named.get(conflict.path) ?? rest;
    return decision === 'replace' && !canReplace(conflict) ? 'keepBoth' : decision;
  };
}

/**
 * Files with what happens to each. A folder that meets a file takes a free name, and all below it goes there with it; one that is
 * skipped takes all below it along.
 */
export function applyDecisions<File extends IncomingFile>(
  files: readonly File[],
  folders: readonly string[],
  conflicts: readonly TransferConflict[],
  decide: Decide,
): { readonly files: readonly (File & { readonly policy: ConflictPolicy })[]; readonly folders: readonly string[] } {
  const ofFiles = new Map<string, ConflictDecision>();
  const moved: { readonly from: string; readonly to: string | null }[] = [];
  const taken = new Set(folders);
  for (const conflict of conflicts) {
    const decision = decide(conflict);
    if (conflict.incoming.kind !== 'folder') ofFiles.set(conflict.path, decision);
    else moved.push({ from: conflict.path, to: decision === 'skip' ? null : freeName(conflict.path, taken) });
  }
  const place = (path: string): string | null => {
    const above = moved.find(({ from }) => path === from || path.startsWith(`${from}/`));
    if (above === undefined) return path;
    return above.to === null ? null : above.to + path.slice(above.from.length);
  };
  return {
    files: files.map((file) => {
      const path = place(file.path);
      const policy = path === null ? 'skip' : (ofFiles.get(file.path) ?? 'fail');
      return { ...file, path: path ?? file.path, policy };
    }),
    folders: folders.map(place).filter((path) => path !== null),
  };
}

function freeName(path: string, taken: Set<string>): string {
  for (let number = 2; ; number += 1) {
    const name = `${path} (${number})`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
