// The table of health events in memory.
import type { HealthEvent } from '../../../../contract/health.ts';
import type { HealthHistory, KnownFinding } from '../ports.ts';

export function createMemoryHistory(): HealthHistory & { readonly events: readonly HealthEvent[] } {
  const events: HealthEvent[] = [];
  return {
    events,
    last() {
      const known = new Map<string, KnownFinding>();
      for (const { findingId, check, status, message, at } of events) {
        known.set(findingId, { check, status, message, at: Date.parse(at) });
      }
      return known;
    },
    add: ({ at, ...event }) => void events.push({ ...event, id: events.length + 1, at: new Date(at).toISOString() }),
    list: ({ limit, beforeId }) =>
      events
        .filter(({ id }) => beforeId === null || id < beforeId)
        .toReversed()
        .slice(0, limit),
  };
}
