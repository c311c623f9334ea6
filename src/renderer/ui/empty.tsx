import type { ReactNode } from 'react';
import styles from './empty.module.css';

/** Nothing is here, and that is no mistake: what it would be and how to get the first. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      {children}
    </div>
  );
}
