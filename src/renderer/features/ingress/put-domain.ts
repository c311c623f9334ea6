import type { Domain } from '../../../contract/domains.ts';

/** In the order in which they were added. */
export function putDomain(list: readonly Domain[], domain: Domain): Domain[] {
  return [...list.filter(({ id }) => id !== domain.id), domain].toSorted((a, b) => a.id - b.id);
}
