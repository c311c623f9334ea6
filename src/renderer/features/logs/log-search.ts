/** What the logs page keeps in its address, so that a reload or a link shows the same. */
export interface LogSearch {
  readonly kind?: 'build' | 'runtime' | undefined;
  readonly deployment?: number | undefined;
  /** Lines that were pointed at: `120` or `120-150`. */
  readonly line?: string | number | undefined;
  /** The first line in sight while not following. */
  readonly at?: number | undefined;
  readonly find?: string | undefined;
  readonly wrap?: true | undefined;
  readonly times?: true | undefined;
}
