import type { ReactNode } from 'react';
import { toProblem } from '../lib/problem.ts';
import { Button } from './button.tsx';
import styles from './loaded.module.css';
import { ProblemNotice } from './problem-notice.tsx';

/** The parts of a TanStack query that decide what is shown. */
interface QueryLike<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly isFetching: boolean;
  readonly refetch: () => unknown;
}

interface LoadedProps<T> {
  readonly query: QueryLike<T>;
  /** In a sentence: `the projects`. */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/** Loading, failed, shown although a later read failed, and shown: each with its name. */
export function Loaded<T>({ query, what, children }: LoadedProps<T>) {
  const failure = query.error !== null && (
    <ProblemNotice
      title={
        query.data === undefined ? `Could not load ${what}` : `Could not refresh ${what}; this is what was known before`
      }
      problem={toProblem(query.error)}
      actions={
        <Button busy={query.isFetching && 'Trying…'} onClick={() => void query.refetch()}>
          Try again
        </Button>
      }
    />
  );
  if (query.data !== undefined) {
    return (
      <>
        {failure}
        {children(query.data)}
      </>
    );
  }
  return failure === false ? (
    <p className={styles.loading} role="status">
      Loading {what} …
    </p>
  ) : (
    failure
  );
}
