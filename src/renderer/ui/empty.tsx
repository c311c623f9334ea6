import type { ReactNode } from 'react';
import styles from './empty.module.css';

/** Nothing is here, and that is no mistake: what it would be and how to get the first. */
export function Empty({ title, children }: { readonly title: ReactNode; readonly children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <div className={styles.title}>{title}</div>
      {children}
    </div>
  );
}
