// Which containers ran out of memory. An engine that hears of the end before it hears of the cause never writes the cause into the
// container's state; its events have it in any case.
import type { EngineEvent } from '../../features/hosts/ports.ts';

export interface MemoryDeaths {
  note(event: EngineEvent): void;
  /** Since its last start. */
  has(id: string): boolean;
}

export function createMemoryDeaths(): MemoryDeaths {
  const ids = new Set<string>();
  return {
    note({ action, actorId }) {
      if (action === 'oom') {
        ids.add(actorId);
      } else if (action === 'start' || action === 'destroy') {
        ids.delete(actorId);
      }
    },
    has: (id) => ids.has(id),
  };
}
