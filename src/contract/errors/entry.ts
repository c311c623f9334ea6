/** One row of the table of errors. */
export interface ErrorEntry<P> {
  /** HTTP status. */
  readonly status: number;
  readonly message: (params: P) => string;
  readonly hint: (params: P) => string;
  /** Failed work may succeed if tried again unchanged: a lost network or a busy registry, not a broken Dockerfile. */
  readonly isTransient?: boolean;
}

/** Ties the parameters of an error to its texts. */
export const entry = <P = Record<never, never>>(definition: ErrorEntry<P>): ErrorEntry<P> => definition;
