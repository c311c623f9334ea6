import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  /** CSS width; columns without one share what is left. */
  readonly width?: string;
  readonly isSortable?: boolean;
  /** The heading is for screen readers only: a column of buttons. */
  readonly isLabelHidden?: boolean;
  readonly cell: (row: Row) => ReactNode;
}
