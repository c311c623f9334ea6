import { type MetricsRange, metricsRange } from '../../../contract/metrics.ts';

/** What the page keeps in its address. */
export interface AnalyticsSearch {
  /** Without it the last hour. */
  readonly range?: MetricsRange | undefined;
  /** Graphs whose tables are open: `cpu,memory`. */
  readonly tables?: string | undefined;
}

export const DEFAULT_RANGE: MetricsRange = '1h';

export function toRange(value: unknown): MetricsRange | undefined {
  const range = metricsRange.options.find((known) => known === value);
  return range === DEFAULT_RANGE ? undefined : range;
}

export function openTables({ tables }: AnalyticsSearch): ReadonlySet<string> {
  return new Set((tables ?? '').split(',').filter((id) => id !== ''));
}

export function withTable(search: AnalyticsSearch, id: string, isOpen: boolean): Pick<AnalyticsSearch, 'tables'> {
  const open = [...openTables(search)].filter((other) => other !== id);
  const tables = (isOpen ? [...open, id] : open).join(',');
  return { tables: tables === '' ? undefined : tables };
}
