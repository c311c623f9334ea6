import type { ReactNode } from 'react';
import type { Problem } from '../lib/problem.ts';
import { classNames } from './class-names.ts';
import { Mark } from './mark.tsx';
import styles from './notice.module.css';

interface ProblemNoticeProps {
  readonly problem: Problem;
  /** What failed, when the message alone does not tell: `Could not load the queue`. */
  readonly title?: string;
  /** What is known of it besides, above the message. */
  readonly children?: ReactNode;
  /** What can be done about it here and now. */
  readonly actions?: ReactNode;
  /** Not announced: it was there when the page opened. */
  readonly isQuiet?: boolean;
}

/** What failed and what to do next, to be put beside the thing that failed. */
export function ProblemNotice({ problem, title, children, actions, isQuiet = false }: ProblemNoticeProps) {
  return (
    <div className={`${styles.notice} ${styles.bad}`} role={isQuiet ? undefined : 'alert'}>
      <Mark tone="bad" />
      <div className={classNames(styles.text, Boolean(children) && styles.wide)}>
        {title !== undefined && <p className={styles.title}>{title}</p>}
        {children}
        <p className={title === undefined ? styles.title : undefined}>{problem.message}</p>
        {problem.hint !== '' && <p>{problem.hint}</p>}
        <p className={styles.code}>{problem.code}</p>
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
