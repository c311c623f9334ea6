export type Direction = 'asc' | 'desc';
export interface Sort<By extends string = string> {
  readonly by: By;
  readonly direction: Direction;
}
type Sortable = string | number | null;

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Stable; `web-2` before `web-10`; what has no value comes last whichever way. */
export function sortBy<T>(rows: readonly T[], valueOf: (row: T) => Sortable, direction: Direction): readonly T[] {
  const sign = direction === 'asc' ? 1 : -1;
  return rows.toSorted((a, b) => {
    const left = valueOf(a);
    const right = valueOf(b);
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * compare(left, right);
  });
}

function compare(left: string | number, right: string | number): number {
  return typeof left === 'number' && typeof right === 'number'
    ? left - right
    : collator.compare(String(left), String(right));
}

/** A second press on the same column turns the order round. */
export function nextSort<By extends string>(current: Sort<By>, by: By): Sort<By> {
  return { by, direction: current.by === by && current.direction === 'asc' ? 'desc' : 'asc' };
}
