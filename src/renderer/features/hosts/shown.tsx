import { type ReactNode, useEffect, useRef } from 'react';
import styles from './hosts.module.css';

/** What came of a try lies below the form: it is brought into view. */
export function Shown({ children }: { readonly children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    ref.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={ref} className={styles.result}>
      {children}
    </div>
  );
}
