import type { Sort } from '../lib/sort.ts';
import { classNames } from './class-names.ts';
import type { GridColumn } from './grid-column.ts';
import styles from './grid.module.css';
import { SortButton } from './sort-button.tsx';

interface GridHeadingProps<Row> {
  readonly column: GridColumn<Row>;
  readonly sort: Sort | undefined;
  readonly onSort: ((by: string) => void) | undefined;
}

export function GridHeading<Row>({ column, sort, onSort }: GridHeadingProps<Row>) {
  const { id, label, isSortable = false, isLabelHidden = false, isNumber = false, isOptional = false } = column;
  const direction = sort?.by === id ? sort.direction : null;
  return (
    <div
      role="columnheader"
      className={classNames(styles.heading, isNumber && styles.number, isOptional && styles.optional)}
      aria-sort={isSortable ? (direction === null ? 'none' : `${direction}ending`) : undefined}
    >
      {isLabelHidden ? (
        <span className="said">{label}</span>
      ) : isSortable ? (
        <SortButton label={label} direction={direction} onPress={() => onSort?.(id)} />
      ) : (
        label
      )}
    </div>
  );
}
