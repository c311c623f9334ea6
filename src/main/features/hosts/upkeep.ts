// What a host holds and how it answers, and its cleaning: shown first, then done to exactly what was shown.
import type { Caller } from '../../../contract/caller.ts';
import type {
  DiskUse,
  HostLinkFacts,
  PruneInput,
  PruneItemView,
  PrunePlan,
  PruneResult,
} from '../../../contract/host-upkeep.ts';
import type { HostId } from '../../../contract/ids.ts';
import { diskUse } from './disk-use.ts';
import type { EngineConnection } from './ports.ts';
import type { EngineObjects, KnownObjects, Labels } from './ports/upkeep.ts';
import { type PruneItem, planPrune } from './prune-plan.ts';

export interface HostUpkeepDeps {
  /** The connection of a host, waited for if it is being made. Throws why there is none. */
  readonly connection: (id: HostId) => Promise<EngineConnection<unknown>>;
  readonly known: (id: HostId) => KnownObjects;
  /** Labels of this installation. */
  readonly own: Labels;
}

const ROUND_TRIPS = 5;

interface ById {
  readonly id: HostId;
}

export function createHostUpkeep({ connection, known, own }: HostUpkeepDeps) {
  async function objectsOf(id: HostId, signal: AbortSignal): Promise<EngineObjects> {
    const { upkeep } = await connection(id);
    return upkeep.objects(own, signal);
  }

  async function plan(id: HostId, signal: AbortSignal): Promise<readonly PruneItem[]> {
    return planPrune(await objectsOf(id, signal), known(id), own);
  }

  /** `keys`: of the items that may go; null: those that need no choice. An abort leaves the rest as it is. */
  async function prune(id: HostId, keys: ReadonlySet<string> | null, signal: AbortSignal): Promise<PruneResult> {
    const { upkeep } = await connection(id);
    const objects = await objectsOf(id, signal);
    const removed: PruneItemView[] = [];
    const kept: PruneResult['kept'] = [];
    const isWanted = (item: PruneItem): boolean => (keys === null ? !item.needsChoice : keys.has(keyOf(item)));
    for (const item of planPrune(objects, known(id), own).filter(isWanted)) {
      signal.throwIfAborted();
      // A deployment may have begun to use it since.
      const isStillIdle = planPrune(objects, known(id), own).some((other) => keyOf(other) === keyOf(item));
      const reason = isStillIdle ? await upkeep.remove(item, signal) : 'it is used by now';
      if (reason === null) {
        removed.push(itemView(item));
      } else {
        kept.push({ key: keyOf(item), name: item.name, reason });
      }
    }
    const done = new Set([...removed, ...kept].map(({ key }) => key));
    for (const key of [...(keys ?? [])].filter((each) => !done.has(each))) {
      kept.push({ key, name: key.slice(key.indexOf(':') + 1), reason: 'it is gone, or used by now' });
    }
    return { removed, kept };
  }

  return {
    async link({ id }: ById, { signal }: Pick<Caller, 'signal'>): Promise<HostLinkFacts> {
      const { upkeep, traffic } = await connection(id);
      // The first may have to open what the others use.
      await upkeep.ping(signal);
      const times: number[] = [];
      for (let i = 0; i < ROUND_TRIPS; i += 1) {
        times.push(await upkeep.ping(signal));
      }
      times.sort((a, b) => a - b);
      return {
        roundTrip: {
          medianMs: times[Math.floor(times.length / 2)] ?? 0,
          fastestMs: times[0] ?? 0,
          slowestMs: times.at(-1) ?? 0,
          samples: times.length,
        },
        ssh: traffic?.() ?? null,
      };
    },
    async disk({ id }: ById, { signal }: Pick<Caller, 'signal'>): Promise<DiskUse> {
      const { upkeep } = await connection(id);
      return diskUse(await upkeep.disk(signal), own);
    },
    async prunePlan({ id }: ById, { signal }: Pick<Caller, 'signal'>): Promise<PrunePlan> {
      return { items: (await plan(id, signal)).map(itemView) };
    },
    prune: ({ id, keys }: PruneInput, { signal }: Pick<Caller, 'signal'>): Promise<PruneResult> =>
      prune(id, keys === undefined ? null : new Set(keys), signal),
  };
}

const keyOf = ({ kind, id }: PruneItem): string => `${kind}:${id}`;

function itemView(item: PruneItem): PruneItemView {
  const { kind, name, reason, sizeBytes, needsChoice } = item;
  return { key: keyOf(item), kind, name, reason, sizeBytes, needsChoice };
}
