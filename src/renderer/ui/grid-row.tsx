import { memo } from 'react';
import { classNames } from './class-names.ts';
import type { GridColumn } from './grid-column.ts';
import styles from './grid.module.css';

interface GridRowProps<Row> {
  readonly id: string;
  readonly row: Row;
  readonly rowKey: string;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly GridColumn<Row>[];
  readonly isSelected: boolean;
  readonly isActive: boolean;
  readonly isTarget: boolean;
  readonly isFaded: boolean;
  readonly isDraggable: boolean;
}

function PlainGridRow<Row>(props: GridRowProps<Row>) {
  const { id, row, rowKey, index, top, columns, isSelected, isActive, isTarget, isFaded, isDraggable } = props;
  return (
    <div
      id={id}
      role="row"
      data-key={rowKey}
      data-index={index}
      draggable={isDraggable}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={classNames(
        styles.row,
        isSelected && styles.selected,
        isActive && styles.active,
        isTarget && styles.target,
        isFaded && styles.faded,
      )}
      style={{ transform: `translateY(${top}px)` }}
    >
      {columns.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          className={classNames(
            styles.cell,
            column.isNumber === true && styles.number,
            column.isOptional === true && styles.optional,
          )}
        >
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

/** Drawn anew when it changed itself: a step of the keyboard touches two rows of a hundred thousand. */
export const GridRow = memo(PlainGridRow) as typeof PlainGridRow;
