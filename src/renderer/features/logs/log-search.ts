import type { TimeStyle } from './line-time.ts';

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
  readonly times?: TimeStyle | undefined;
  /** Structured lines as they were written. */
  readonly raw?: true | undefined;
  /** Only lines with this, as a regular expression, of these levels (with hyphens between). */
  readonly only?: string | undefined;
  readonly onlyRegex?: true | undefined;
  readonly onlyLevels?: string | undefined;
  /** Of a search over many logs: the text, how it is meant, levels with hyphens between, how far back, which kind of log, whether of all projects. */
  readonly q?: string | undefined;
  readonly regex?: true | undefined;
  readonly case?: true | undefined;
  readonly level?: string | undefined;
  readonly since?: 'hour' | 'day' | 'week' | 'range' | 'all' | undefined;
  /** With `range`: from and to, as a field of a date and a time writes them, in the reader's own time zone. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly in?: 'build' | 'runtime' | undefined;
  readonly every?: true | undefined;
}
