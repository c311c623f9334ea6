/** What was cut or copied in a volume, to be put elsewhere in it. */
import type { ConflictDecision, TransferConflict } from '../../../../contract/transfers.ts';
import { isWithin, parentPath } from './file-path.ts';

export interface FileClipboard {
  readonly mode: 'move' | 'copy';
  readonly paths: readonly string[];
}

/** Why it cannot be put into a folder; null: it can. */
export function pasteProblem({ mode, paths }: FileClipboard, folder: string): string | null {
  if (paths.some((path) => isWithin(folder, path))) return 'A folder cannot be put into itself.';
  if (mode === 'move' && paths.every((path) => parentPath(path) === folder)) return 'It is here already.';
  return null;
}

export interface PasteGroup {
  readonly conflict: 'fail' | 'replace' | 'keepBoth';
  readonly paths: readonly string[];
}

/** Paths by what is to happen to them: those whose names are free, and those that somebody decided. */
export function pasteGroups(
  paths: readonly string[],
  conflicts: readonly TransferConflict[],
  nameOf: (path: string) => string,
  decide: (conflict: TransferConflict) => ConflictDecision,
): readonly PasteGroup[] {
  const decided = new Map(conflicts.map((conflict) => [conflict.path, decide(conflict)]));
  const groups = Map.groupBy(paths, (path) => decided.get(nameOf(path)) ?? 'fail');
  return [...groups].flatMap(([conflict, grouped]) => (conflict === 'skip' ? [] : [{ conflict, paths: grouped }]));
}
