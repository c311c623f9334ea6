import type { ReactNode } from 'react';

export interface GridColumn<Row> {
  readonly id: string;
  readonly label: string;
  /** A track of a CSS grid: `minmax(12rem, 1fr)`, `8rem`. */
  readonly width: string;
  readonly isSortable?: boolean;
  /** Numbers stand at the end of their cell. */
  readonly isNumber?: boolean;
  /** The heading is for screen readers only: a column of buttons. */
  readonly isLabelHidden?: boolean;
  /** Left out where the grid is narrow. */
  readonly isOptional?: boolean;
  readonly cell: (row: Row) => ReactNode;
}
