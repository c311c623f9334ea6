import type { ErrorGroupStatus } from '../../../contract/error-groups.ts';
import type { Direction } from '../../lib/sort.ts';

export type ErrorSort = 'error' | 'count' | 'last' | 'first';

/** What the errors page keeps in its address. */
export interface ErrorSearch {
  /** The group that is shown alone. */
  readonly error?: number | undefined;
  /** Without it the open ones. */
  readonly status?: Exclude<ErrorGroupStatus, 'open'> | undefined;
  readonly q?: string | undefined;
  readonly order?: ErrorSort | undefined;
  readonly dir?: Direction | undefined;
}

export function isErrorSort(value: unknown): value is ErrorSort {
  return value === 'error' || value === 'count' || value === 'last' || value === 'first';
}
