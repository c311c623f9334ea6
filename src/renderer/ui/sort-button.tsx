import type { Sort } from '../lib/sort.ts';
import styles from './sort-button.module.css';

interface SortButtonProps {
  readonly label: string;
  /** Null where another column, or none, gives the order. */
  readonly direction: Sort['direction'] | null;
  readonly onPress: () => void;
}

/** The heading of a column that can give the order. */
export function SortButton({ label, direction, onPress }: SortButtonProps) {
  return (
    <button type="button" className={styles.sort} onClick={onPress}>
      {label}
      <span aria-hidden="true" className={styles.arrow}>
        {direction === null ? '' : direction === 'asc' ? '↑' : '↓'}
      </span>
    </button>
  );
}
