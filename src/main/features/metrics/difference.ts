// What was used between two readings. Pure.
import type { ContainerReading } from './ports.ts';

/** Of one container. */
export interface ContainerUsage {
  readonly ms: number;
  readonly cpuMs: number;
  readonly cpuPeriods: number;
  readonly cpuThrottledPeriods: number;
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number | null;
  readonly networkIn: number;
  readonly networkOut: number;
  readonly disk: { readonly read: number; readonly written: number } | null;
  readonly processes: number;
}

/** After a longer time nobody knows how the use was spread over it (the machine slept, the engine was away): that is a gap. */
export const MAX_GAP_MS = 60_000;

/** Null: the readings are too far apart, or the container was started anew between them. */
export function difference(before: ContainerReading, now: ContainerReading): ContainerUsage | null {
  const ms = now.at - before.at;
  const usage: ContainerUsage = {
    ms,
    cpuMs: (now.cpuNanos - before.cpuNanos) / 1e6,
    cpuPeriods: now.cpuPeriods - before.cpuPeriods,
    cpuThrottledPeriods: now.cpuThrottledPeriods - before.cpuThrottledPeriods,
    memoryBytes: now.memoryBytes,
    memoryLimitBytes: now.memoryLimitBytes,
    networkIn: now.networkInBytes - before.networkInBytes,
    networkOut: now.networkOutBytes - before.networkOutBytes,
    disk:
      now.disk === null
        ? null
        : {
            read: now.disk.readBytes - (before.disk?.readBytes ?? now.disk.readBytes),
            written: now.disk.writtenBytes - (before.disk?.writtenBytes ?? now.disk.writtenBytes),
          },
    processes: now.processes,
  };
  const { cpuMs, cpuPeriods, networkIn, networkOut, disk } = usage;
  const hasBegunAnew = [cpuMs, cpuPeriods, networkIn, networkOut, disk?.read ?? 0, disk?.written ?? 0].some(
    (value) => value < 0,
  );
  return hasBegunAnew || ms <= 0 || ms > MAX_GAP_MS ? null : usage;
}

/** Of several containers at once, as rates. */
export interface Rates {
  readonly cpuMillicores: number;
  readonly cpuPeriods: number;
  readonly cpuThrottledPeriods: number;
  readonly memoryBytes: number;
  /** Of the container that has the highest; null: one has none. */
  readonly memoryLimitBytes: number | null;
  readonly networkInPerSecond: number;
  readonly networkOutPerSecond: number;
  readonly diskReadPerSecond: number | null;
  readonly diskWrittenPerSecond: number | null;
  readonly processes: number;
}

export function ratesOf(usages: readonly ContainerUsage[]): Rates {
  const sum = (value: (usage: ContainerUsage) => number): number =>
    usages.reduce((total, usage) => total + value(usage), 0);
  const perSecond = (value: (usage: ContainerUsage) => number): number =>
    sum((usage) => (value(usage) * 1000) / usage.ms);
  const hasDisk = usages.some(({ disk }) => disk !== null);
  return {
    cpuMillicores: perSecond(({ cpuMs }) => cpuMs),
    cpuPeriods: sum(({ cpuPeriods }) => cpuPeriods),
    cpuThrottledPeriods: sum(({ cpuThrottledPeriods }) => cpuThrottledPeriods),
    memoryBytes: sum(({ memoryBytes }) => memoryBytes),
    memoryLimitBytes: highestLimit(usages.map(({ memoryLimitBytes }) => memoryLimitBytes)),
    networkInPerSecond: perSecond(({ networkIn }) => networkIn),
    networkOutPerSecond: perSecond(({ networkOut }) => networkOut),
    diskReadPerSecond: hasDisk ? perSecond(({ disk }) => disk?.read ?? 0) : null,
    diskWrittenPerSecond: hasDisk ? perSecond(({ disk }) => disk?.written ?? 0) : null,
    processes: sum(({ processes }) => processes),
  };
}

function highestLimit(limits: readonly (number | null)[]): number | null {
  const known = limits.filter((limit) => limit !== null);
  return known.length === 0 || known.length < limits.length ? null : Math.max(...known);
}
