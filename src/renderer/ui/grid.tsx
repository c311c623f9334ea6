/**
 * A list of any length whose rows can be chosen, by the grid pattern of the ARIA practices. The focus stays on the grid
 * itself, which names the row the keyboard stands on: a row that scrolls out of the page cannot take the focus with it.
 */
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, type Ref, useCallback, useId, useImperativeHandle, useRef } from 'react';
import type { Sort } from '../lib/sort.ts';
import type { GridColumn } from './grid-column.ts';
import { GridHeading } from './grid-heading.tsx';
import { findTyped, gridKey } from './grid-key.ts';
import { GridRow } from './grid-row.tsx';
import { type GridSelection, type MoveMode, moveTo, type RowOrder, selectAll, toggle } from './grid-selection.ts';
import styles from './grid.module.css';
import { useTypedText } from './use-typed-text.ts';

export interface GridHandle {
  focus(): void;
  /** Brings a row into sight. */
  show(key: string): void;
}

interface GridProps<Row> {
  readonly ref?: Ref<GridHandle>;
  /** What it lists, for a screen reader: `Files of /uploads`. */
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly order: RowOrder;
  /** By which typing finds it. */
  readonly textOf: (row: Row) => string;
  readonly selection: GridSelection;
  readonly onSelection: (selection: GridSelection) => void;
  readonly sort?: Sort | undefined;
  readonly onSort?: ((by: string) => void) | undefined;
  readonly onOpen: (row: Row) => void;
  /** Keys that are not the grid's own. */
  readonly onKey?: ((event: KeyboardEvent) => void) | undefined;
  /** More than `rows` where the rest is still being read. */
  readonly total?: number;
  /** The row on which something would be let go. */
  readonly targetKey?: string | null;
  /** Rows that are about to go elsewhere: cut. */
  readonly fadedKeys?: ReadonlySet<string> | undefined;
  readonly areRowsDraggable?: boolean;
  readonly describedBy?: string | undefined;
}

/** In rem, so that rows grow with the reader's letters. */
const ROW_REM = 2;
const OVERSCAN = 10;

export function Grid<Row>(props: GridProps<Row>) {
  const { ref, label, columns, rows, order, textOf, selection, onSelection, sort, onSort, onOpen, onKey } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const rowHeight = ROW_REM * rootFontSize();
  const at = selection.active === null ? -1 : order.indexOf(selection.active);
  const typed = useTypedText();

  const extractRange = useCallback(
    (range: Range) => {
      const drawn = defaultRangeExtractor(range);
      // A screen reader must find the row that the grid says is active.
      return at < 0 || drawn.includes(at) ? drawn : [...drawn, at].toSorted((a, b) => a - b);
    },
    [at],
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollPaddingStart: rowHeight,
    rangeExtractor: extractRange,
  });
  const show = (index: number) => virtualizer.scrollToIndex(index, { align: 'auto' });

  useImperativeHandle(ref, () => ({
    focus: () => box.current?.focus({ preventScroll: true }),
    show(key) {
      const index = order.indexOf(key);
      if (index >= 0) show(index);
    },
  }));

  const move = (to: number, mode: MoveMode) => {
    onSelection(moveTo(selection, order, to, mode));
    if (to >= 0 && to < rows.length) show(to);
  };
  const type = (letter: string, time: number) => {
    const found = findTyped(typed.add(letter, time), at, rows.length, (index) => {
      const row = rows[index];
      return row === undefined ? '' : textOf(row);
    });
    if (found >= 0) move(found, 'select');
  };
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    const page = Math.floor(event.currentTarget.clientHeight / rowHeight) - 1;
    const action = gridKey(event, { at, count: rows.length, page, isTyping: typed.isRecent(event.timeStamp) });
    if (action?.kind !== 'type') typed.clear();
    if (action === null) return onKey?.(event);
    event.preventDefault();
    switch (action.kind) {
      case 'move':
        return move(action.to, action.mode);
      case 'toggle':
        return selection.active === null ? undefined : onSelection(toggle(selection, selection.active));
      case 'selectAll':
        return onSelection(selectAll(selection, order));
      case 'open': {
        const row = rows[at];
        return row === undefined ? undefined : onOpen(row);
      }
      case 'type':
        return type(action.letter, event.timeStamp);
    }
  };
  const click = (event: MouseEvent<HTMLDivElement>) => {
    const pressed = rowOf(event);
    if (pressed === null) return;
    box.current?.focus({ preventScroll: true });
    const { key, index, isMark } = pressed;
    if (isMark || event.ctrlKey || event.metaKey) onSelection(toggle(selection, key));
    else onSelection(moveTo(selection, order, index, event.shiftKey ? 'extend' : 'select'));
  };
  const doubleClick = (event: MouseEvent<HTMLDivElement>) => {
    const row = rows[rowOf(event)?.index ?? -1];
    if (row !== undefined) onOpen(row);
  };

  const hasActive = at >= 0;
  return (
    <div
      ref={box}
      role="grid"
      tabIndex={0}
      className={styles.box}
      aria-label={label}
      aria-describedby={props.describedBy}
      aria-multiselectable="true"
      aria-rowcount={(props.total ?? rows.length) + 1}
      aria-colcount={columns.length}
      aria-activedescendant={hasActive ? `${id}-${at}` : undefined}
      style={gridColumns(columns)}
      onKeyDown={press}
      onClick={click}
      onDoubleClick={doubleClick}
    >
      <div role="rowgroup" className={styles.head}>
        <div role="row" aria-rowindex={1} className={styles.headRow}>
          {columns.map((column) => (
            <GridHeading key={column.id} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
      </div>
      <div role="rowgroup" className={styles.space} style={{ blockSize: `${virtualizer.getTotalSize()}px` }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          const key = order.keyAt(index);
          if (row === undefined || key === undefined) return null;
          return (
            <GridRow
              key={key}
              id={`${id}-${index}`}
              row={row}
              rowKey={key}
              index={index}
              top={start}
              columns={columns}
              isSelected={selection.selected.has(key)}
              isActive={key === selection.active}
              isTarget={key === props.targetKey}
              isFaded={props.fadedKeys?.has(key) ?? false}
              isDraggable={props.areRowsDraggable ?? false}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Presses on what is a control itself are that control's. */
function rowOf({
  target,
}: MouseEvent): { readonly key: string; readonly index: number; readonly isMark: boolean } | null {
  if (!(target instanceof Element) || target.closest('a, button, input') !== null) return null;
  const row = target.closest<HTMLElement>('[data-key]');
  const key = row?.dataset['key'];
  if (row === null || key === undefined) return null;
  return { key, index: Number(row.dataset['index']), isMark: target.closest('[data-mark]') !== null };
}

function gridColumns<Row>(columns: readonly GridColumn<Row>[]): Record<`--${string}`, string> {
  const tracks = (shown: readonly GridColumn<Row>[]) => shown.map(({ width }) => width).join(' ');
  return {
    '--grid-wide': tracks(columns),
    '--grid-narrow': tracks(columns.filter(({ isOptional }) => isOptional !== true)),
    '--grid-row': `${ROW_REM}rem`,
  };
}

function rootFontSize(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
