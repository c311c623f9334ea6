// What became better or worse since a check was made last. Pure.
import type { FindingStatus } from '../../../contract/health.ts';
import type { Observation } from './ports.ts';

export interface FindingChange {
  readonly findingId: string;
  readonly status: FindingStatus;
  readonly message: string;
}

/** What is fine from the beginning is no change; what was wrong and is no longer found is fine. */
export function diffFindings(
  checkId: string,
  known: ReadonlyMap<string, { readonly check: string; readonly status: FindingStatus; readonly message: string }>,
  found: readonly Observation[],
): readonly FindingChange[] {
  const changed = found
    .filter(({ id, status }) => (known.get(id)?.status ?? 'ok') !== status)
    .map(({ id, status, message }) => ({ findingId: id, status, message }));
  const ids = new Set(found.map(({ id }) => id));
  const gone = [...known].filter(([id, { check, status }]) => check === checkId && status !== 'ok' && !ids.has(id));
  return [
    ...changed,
    ...gone.map(([findingId, { message }]) => ({ findingId, status: 'ok' as const, message: `Over: ${message}` })),
  ];
}
