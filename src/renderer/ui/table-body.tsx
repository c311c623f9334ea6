import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { memo, type Ref, useLayoutEffect, useRef, useState } from 'react';
import { classNames } from './class-names.ts';
import styles from './table.module.css';
import type { Column } from './table-column.ts';

interface TableBodyProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly isMarked: ((row: Row) => boolean) | undefined;
}

/** Below this, drawing every row costs less than following the scroll position, and find-in-page finds everything. */
const VIRTUAL_FROM = 120;
const ROW_HEIGHT_GUESS = 60;

export function TableBody<Row>(props: TableBodyProps<Row>) {
  return props.rows.length < VIRTUAL_FROM ? <PlainBody {...props} /> : <VirtualBody {...props} />;
}

function PlainBody<Row>({ columns, rows, keyOf, isMarked }: TableBodyProps<Row>) {
  return (
    <tbody role="rowgroup">
      {rows.map((row, index) => (
        <TableRow key={keyOf(row)} columns={columns} row={row} index={index} isMarked={isMarked?.(row) ?? false} />
      ))}
    </tbody>
  );
}

function VirtualBody<Row>({ columns, rows, keyOf, isMarked }: TableBodyProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    if (body.current !== null) setTop(body.current.getBoundingClientRect().top + window.scrollY);
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT_GUESS,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
  });
  const items = virtualizer.getVirtualItems();
  const before = (items[0]?.start ?? top) - top;
  const after = virtualizer.getTotalSize() - ((items.at(-1)?.end ?? top) - top);
  return (
    <tbody role="rowgroup" ref={body}>
      <Gap height={before} span={columns.length} />
      {items.map(({ index, key }) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <TableRow
            key={key}
            columns={columns}
            row={row}
            index={index}
            isMarked={isMarked?.(row) ?? false}
            measure={virtualizer.measureElement}
          />
        );
      })}
      <Gap height={after} span={columns.length} />
    </tbody>
  );
}

/** Stands for the rows that are not drawn. */
function Gap({ height, span }: { readonly height: number; readonly span: number }) {
  if (height <= 0) return null;
  return (
    <tr role="presentation" className={styles.gap}>
      <td role="presentation" colSpan={span} style={{ blockSize: `${height}px` }} />
    </tr>
  );
}

interface TableRowProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly row: Row;
  readonly index: number;
  readonly isMarked: boolean;
  readonly measure?: Ref<HTMLTableRowElement>;
}

function PlainTableRow<Row>({ columns, row, index, isMarked, measure }: TableRowProps<Row>) {
  return (
    <tr
      ref={measure}
      role="row"
      data-index={index}
      aria-rowindex={index + 2}
      className={classNames(styles.row, isMarked && styles.marked)}
    >
      {columns.map((column) => (
        <td
          key={column.id}
          role="cell"
          className={styles.cell}
          data-label={column.isLabelHidden === true ? undefined : column.label}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

/** A row is drawn anew when it or the columns changed: an event touches one row of five hundred. */
const TableRow = memo(PlainTableRow) as typeof PlainTableRow;
