// An engine's answer about one container, of either version of control groups. Pure.
import type { ContainerReading } from '../../features/metrics/ports.ts';
import { parseMillis } from './engine-time.ts';
import { asNumber, asRecord, asText } from './json.ts';

/** Null: the container does not run (its time is Go's zero), or the answer is no reading. */
export function toReading(answer: unknown, machineMemoryBytes: number): ContainerReading | null {
  const stats = asRecord(answer);
  const at = parseMillis(asText(stats?.['read']));
  const cpu = asRecord(stats?.['cpu_stats']);
  const cpuNanos = asNumber(asRecord(cpu?.['cpu_usage'])?.['total_usage']);
  const memory = asRecord(stats?.['memory_stats']);
  const usage = asNumber(memory?.['usage']);
  if (at === null || cpuNanos === undefined || usage === undefined) {
    return null;
  }
  const throttling = asRecord(cpu?.['throttling_data']);
  const limit = asNumber(memory?.['limit']) ?? 0;
  return {
    at,
    cpuNanos,
    cpuPeriods: asNumber(throttling?.['periods']) ?? 0,
    cpuThrottledPeriods: asNumber(throttling?.['throttled_periods']) ?? 0,
    memoryBytes: Math.max(0, usage - cachedBytes(asRecord(memory?.['stats']))),
    // Without a limit, engines name all the machine has, or the largest number there is.
    memoryLimitBytes: limit > 0 && limit < machineMemoryBytes ? limit : null,
    ...networkBytes(asRecord(stats?.['networks'])),
    disk: diskBytes(asRecord(stats?.['blkio_stats'])?.['io_service_bytes_recursive']),
    processes: asNumber(asRecord(stats?.['pids_stats'])?.['current']) ?? 0,
  };
}

/** As `docker stats` does: what the kernel would give back without reading it anew. Version 1 counts it in two ways. */
function cachedBytes(stats: Readonly<Record<string, unknown>> | undefined): number {
  return asNumber(stats?.['total_inactive_file']) ?? asNumber(stats?.['inactive_file']) ?? 0;
}

function networkBytes(networks: Readonly<Record<string, unknown>> | undefined) {
  let networkInBytes = 0;
  let networkOutBytes = 0;
  for (const network of Object.values(networks ?? {})) {
    networkInBytes += asNumber(asRecord(network)?.['rx_bytes']) ?? 0;
    networkOutBytes += asNumber(asRecord(network)?.['tx_bytes']) ?? 0;
  }
  return { networkInBytes, networkOutBytes };
}

/** Version 2 says `null` before the first access; an empty list is version 1 without the accounting of its block devices. */
function diskBytes(entries: unknown): ContainerReading['disk'] {
  if (entries === null) {
    return { readBytes: 0, writtenBytes: 0 };
  }
  if (!Array.isArray(entries) || entries.length === 0) {
    return null;
  }
  const sum = (operation: string): number =>
    entries
      .map(asRecord)
      .filter((entry) => asText(entry?.['op'])?.toLowerCase() === operation)
      .reduce((total, entry) => total + (asNumber(entry?.['value']) ?? 0), 0);
  return { readBytes: sum('read'), writtenBytes: sum('write') };
}
