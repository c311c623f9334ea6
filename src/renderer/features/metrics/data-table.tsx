import styles from './metrics.module.css';

export interface DataColumn<Row> {
  readonly label: string;
  readonly text: (row: Row) => string;
}

interface DataTableProps<Row> {
  readonly title: string;
  readonly columns: readonly DataColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
}

/** Short lines of numbers, at most a few hundred: what a graph shows, for whoever cannot see it or wants it exactly. */
export function DataTable<Row>({ title, columns, rows, keyOf }: DataTableProps<Row>) {
  return (
    <div className={styles.table} role="region" aria-label={`Table of ${title}, newest first`} tabIndex={0}>
      <table aria-label={title}>
        <thead>
          <tr>
            {columns.map(({ label }) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ label, text }) => (
                <td key={label}>{text(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
