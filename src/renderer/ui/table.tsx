import { useCallback } from 'react';
import type { Sort } from '../lib/sort.ts';
import { classNames } from './class-names.ts';
import { SortButton } from './sort-button.tsx';
import { TableBody } from './table-body.tsx';
import type { Column } from './table-column.ts';
import styles from './table.module.css';

interface TableProps<Row> {
  /** What the table lists, for a screen reader: `Projects`. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly sort?: Sort | undefined;
  readonly onSort?: ((by: string) => void) | undefined;
  readonly isMarked?: (row: Row) => boolean;
}

/**
 * A real table with its roles spelled out, because below a width its rows become blocks, and a browser that is told to show
 * a table as blocks forgets that it is one. Only the rows in sight are in the page once there are many.
 */
export function Table<Row>({ label, columns, rows, keyOf, sort, onSort, isMarked }: TableProps<Row>) {
  const headings = columns.map((column) => (
    <th
      key={column.id}
      role="columnheader"
      scope="col"
      style={column.width === undefined ? undefined : { inlineSize: column.width }}
      className={classNames(styles.heading, column.isSortable !== true && styles.fixed)}
      aria-sort={column.isSortable === true ? ariaSort(sort, column.id) : undefined}
    >
      <Heading column={column} sort={sort} onSort={onSort} />
    </th>
  ));
  return (
    <div className={styles.frame}>
      <table role="table" className={styles.table} aria-label={label} aria-rowcount={rows.length + 1}>
        <thead role="rowgroup" className={styles.head}>
          <tr role="row" aria-rowindex={1}>
            {headings}
          </tr>
        </thead>
        <TableBody columns={columns} rows={rows} keyOf={keyOf} isMarked={isMarked} />
      </table>
    </div>
  );
}

function Heading<Row>({ column, sort, onSort }: { column: Column<Row> } & Pick<TableProps<Row>, 'sort' | 'onSort'>) {
  const press = useCallback(() => onSort?.(column.id), [onSort, column.id]);
  if (column.isLabelHidden === true) return <span className="said">{column.label}</span>;
  if (column.isSortable !== true) return column.label;
  return <SortButton label={column.label} direction={sort?.by === column.id ? sort.direction : null} onPress={press} />;
}

function ariaSort(sort: Sort | undefined, id: string): 'ascending' | 'descending' | 'none' {
  if (sort?.by !== id) return 'none';
  return sort.direction === 'asc' ? 'ascending' : 'descending';
}
