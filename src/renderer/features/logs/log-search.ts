/** What the logs page keeps in its address, so that a reload or a link shows the same. */
export interface LogSearch {
  readonly kind?: 'build' | 'runtime' | 'search' | undefined;
  readonly deployment?: number | undefined;
  /** Lines that were pointed at: `120` or `120-150`. */
  readonly line?: string | number | undefined;
  /** The first line in sight while not following. */
  readonly at?: number | undefined;
  readonly find?: string | undefined;
  readonly wrap?: true | undefined;
  readonly times?: true | undefined;
  /** Of a search over many logs: the text, how it is meant, levels with hyphens between, how far back, which kind of log, whether of all projects. */
  readonly q?: string | undefined;
  readonly regex?: true | undefined;
  readonly case?: true | undefined;
  readonly level?: string | undefined;
  readonly since?: 'hour' | 'day' | 'week' | 'all' | undefined;
  readonly in?: 'build' | 'runtime' | undefined;
  readonly every?: true | undefined;
}
