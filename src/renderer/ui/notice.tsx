import type { ReactNode } from 'react';
import { Mark } from './mark.tsx';
import styles from './notice.module.css';

interface NoticeProps {
  readonly tone: 'ok' | 'busy' | 'warn';
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export function Notice({ tone, title, children, actions }: NoticeProps) {
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role="status">
      <Mark tone={tone} />
      <div className={styles.text}>
        <p className={styles.title}>{title}</p>
        {children}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
