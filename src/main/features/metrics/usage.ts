// What was used in one round of readings, of several containers together. Pure.
import { type Usage } from './buckets.ts';
import { nothing } from './ports/steps.ts';
import { type ContainerUsage, ratesOf } from './difference.ts';
import type { RequestCount } from './ports.ts';

export interface Round {
  readonly usages: readonly ContainerUsage[];
  /** Our own time of the readings, ms since the epoch: engines' clocks may be wrong. */
  readonly to: number;
  /** Time that was measured for this project or host already. */
  readonly coveredUntil: number;
  /** Millicores. */
  readonly cpuLimit: number | null;
}

export function toUsage({ usages, to, coveredUntil, cpuLimit }: Round): Usage {
  const rates = ratesOf(usages);
  const sum = (value: (usage: ContainerUsage) => number): number =>
    usages.reduce((total, usage) => total + value(usage), 0);
  return {
    ...nothing,
    from: to - Math.max(0, ...usages.map(({ ms }) => ms)),
    to,
    coveredUntil,
    cpuMs: sum(({ cpuMs }) => cpuMs),
    cpuPeak: rates.cpuMillicores,
    cpuPeriods: rates.cpuPeriods,
    cpuThrottledPeriods: rates.cpuThrottledPeriods,
    memoryByteSeconds: sum(({ memoryBytes, ms }) => (memoryBytes * ms) / 1000),
    memoryPeak: rates.memoryBytes,
    networkIn: sum(({ networkIn }) => networkIn),
    networkOut: sum(({ networkOut }) => networkOut),
    diskRead: sum(({ disk }) => disk?.read ?? 0),
    diskWritten: sum(({ disk }) => disk?.written ?? 0),
    hasDisk: rates.diskReadPerSecond === null ? 0 : 1,
    processesPeak: rates.processes,
    cpuLimit,
    memoryLimit: rates.memoryLimitBytes,
  };
}

/** Something that happened at one moment. */
export function momentary(at: number, what: Partial<Pick<Usage, 'restarts' | 'outOfMemory'>>): Usage {
  return { ...nothing, from: at, to: at, coveredUntil: at, ...what };
}

type Responses = RequestCount['responses'];

/** Null without a count before to compare with. An ingress that was started anew counts from zero. */
export function toRequestUsage(
  before: { readonly at: number; readonly responses: Responses },
  now: { readonly at: number; readonly responses: Responses },
): Usage {
  const hasBegunAnew = now.responses.some((count, index) => count < (before.responses[index] ?? 0));
  const since = (index: 0 | 1 | 2 | 3 | 4): number =>
    now.responses[index] - (hasBegunAnew ? 0 : before.responses[index]);
  return {
    ...nothing,
    from: before.at,
    to: now.at,
    coveredUntil: now.at,
    hasRequests: 1,
    responses1xx: since(0),
    responses2xx: since(1),
    responses3xx: since(2),
    responses4xx: since(3),
    responses5xx: since(4),
  };
}
