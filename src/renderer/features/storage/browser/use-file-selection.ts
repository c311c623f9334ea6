import { useMemo, useState } from 'react';
import type { FileEntry } from '../../../../contract/files.ts';
import {
  createRowOrder,
  type GridSelection,
  keepExisting,
  nothingSelected,
  type RowOrder,
  selectOnly,
} from '../../../ui/grid-selection.ts';

const nameOf = ({ name }: FileEntry): string => name;

interface Kept {
  readonly path: string;
  readonly order: RowOrder;
  readonly selection: GridSelection;
}

/** What is chosen in a folder: kept while the folder is read anew, forgotten in another one, where `arriving` is chosen if named. */
export function useFileSelection(path: string, rows: readonly FileEntry[], arriving: string | null) {
  const order = useMemo(() => createRowOrder(rows, nameOf), [rows]);
  const [kept, setKept] = useState<Kept>({ path, order, selection: nothingSelected });
  let current = kept;
  if (kept.path !== path)
    current = { path, order, selection: arriving === null ? nothingSelected : selectOnly(arriving) };
  else if (kept.order !== order && order.count > 0) {
    current = { path, order, selection: keepExisting(kept.selection, kept.order, order) };
  }
  if (current !== kept) setKept(current);
  const { selection } = current;
  const chosen = useMemo(() => rows.filter(({ name }) => selection.selected.has(name)), [rows, selection]);
  return {
    order,
    selection,
    chosen,
    select: (next: GridSelection) => setKept({ path, order, selection: next }),
  };
}
