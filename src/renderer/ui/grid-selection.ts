/**
 * Which rows of a grid are chosen and on which one the keyboard stands, by the rows' keys: a list that is sorted or read
 * anew keeps both.
 */
export interface GridSelection {
  /** The row the keyboard stands on. */
  readonly active: string | null;
  /** Where a range begins that Shift draws. */
  readonly anchor: string | null;
  readonly selected: ReadonlySet<string>;
}

/** The keys of all rows in the order they are shown. */
export interface RowOrder {
  readonly count: number;
  keyAt(index: number): string | undefined;
  /** -1 where there is no such row. */
  indexOf(key: string): number;
}

/** `select`: this row alone. `extend`: from the anchor to it. `carry`: only the keyboard goes there. */
export type MoveMode = 'select' | 'extend' | 'carry';

export const nothingSelected: GridSelection = { active: null, anchor: null, selected: new Set() };

export function createRowOrder<Row>(rows: readonly Row[], keyOf: (row: Row) => string): RowOrder {
  // Built when first asked: a list that is only looked at never needs it.
  let places: Map<string, number> | null = null;
  return {
    count: rows.length,
    keyAt(index) {
      const row = rows[index];
      return row === undefined ? undefined : keyOf(row);
    },
    indexOf(key) {
      places ??= new Map(rows.map((row, index) => [keyOf(row), index]));
      return places.get(key) ?? -1;
    },
  };
}

export function moveTo(selection: GridSelection, order: RowOrder, index: number, mode: MoveMode): GridSelection {
  const key = order.keyAt(Math.min(Math.max(index, 0), order.count - 1));
  if (key === undefined) return selection;
  switch (mode) {
    case 'select':
      return selectOnly(key);
    case 'carry':
      return { ...selection, active: key };
    case 'extend': {
      const anchor = selection.anchor !== null && order.indexOf(selection.anchor) >= 0 ? selection.anchor : key;
      return { active: key, anchor, selected: range(order, order.indexOf(anchor), order.indexOf(key)) };
    }
  }
}

export function selectOnly(key: string): GridSelection {
  return { active: key, anchor: key, selected: new Set([key]) };
}

export function toggle({ selected }: GridSelection, key: string): GridSelection {
  const changed = new Set(selected);
  if (!changed.delete(key)) changed.add(key);
  return { active: key, anchor: key, selected: changed };
}

export function selectAll(selection: GridSelection, order: RowOrder): GridSelection {
  return { ...selection, selected: range(order, 0, order.count - 1) };
}

/** Rows that went are no longer chosen; the keyboard then stands where the lost row was. */
export function keepExisting(selection: GridSelection, before: RowOrder, after: RowOrder): GridSelection {
  const { active, anchor, selected } = selection;
  const kept = new Set([...selected].filter((key) => after.indexOf(key) >= 0));
  const isActiveLost = active !== null && after.indexOf(active) < 0;
  const isAnchorLost = anchor !== null && after.indexOf(anchor) < 0;
  if (kept.size === selected.size && !isActiveLost && !isAnchorLost) return selection;
  const place = isActiveLost ? Math.min(Math.max(before.indexOf(active), 0), after.count - 1) : -1;
  return {
    active: isActiveLost ? (after.keyAt(place) ?? null) : active,
    anchor: isAnchorLost ? null : anchor,
    selected: kept,
  };
}

function range(order: RowOrder, from: number, to: number): ReadonlySet<string> {
  const keys = new Set<string>();
  for (let index = Math.min(from, to); index <= Math.max(from, to); index += 1) {
    const key = order.keyAt(index);
    if (key !== undefined) keys.add(key);
  }
  return keys;
}
