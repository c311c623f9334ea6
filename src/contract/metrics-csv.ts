import type { MetricsPoint } from './metrics.ts';

const columns: readonly (readonly [name: string, value: (point: MetricsPoint) => string | number | null])[] = [
  ['at', ({ at }) => at],
  ['measured_seconds', ({ measuredSeconds }) => measuredSeconds],
  ['cpu_millicores', ({ cpuMillicores }) => cpuMillicores],
  ['cpu_peak_millicores', ({ cpuPeakMillicores }) => cpuPeakMillicores],
  ['cpu_limit_millicores', ({ cpuLimitMillicores }) => cpuLimitMillicores],
  ['cpu_throttled_share', ({ cpuThrottledShare }) => cpuThrottledShare],
  ['memory_bytes', ({ memoryBytes }) => memoryBytes],
  ['memory_peak_bytes', ({ memoryPeakBytes }) => memoryPeakBytes],
  ['memory_limit_bytes', ({ memoryLimitBytes }) => memoryLimitBytes],
  ['network_in_bytes_per_second', ({ networkInBytesPerSecond }) => networkInBytesPerSecond],
  ['network_out_bytes_per_second', ({ networkOutBytesPerSecond }) => networkOutBytesPerSecond],
  ['disk_read_bytes_per_second', ({ diskReadBytesPerSecond }) => diskReadBytesPerSecond],
  ['disk_write_bytes_per_second', ({ diskWriteBytesPerSecond }) => diskWriteBytesPerSecond],
  ['processes', ({ processes }) => processes],
  ['restarts', ({ restarts }) => restarts],
  ['out_of_memory', ({ outOfMemory }) => outOfMemory],
  ['responses_1xx', ({ responses }) => responses?.['1xx'] ?? null],
  ['responses_2xx', ({ responses }) => responses?.['2xx'] ?? null],
  ['responses_3xx', ({ responses }) => responses?.['3xx'] ?? null],
  ['responses_4xx', ({ responses }) => responses?.['4xx'] ?? null],
  ['responses_5xx', ({ responses }) => responses?.['5xx'] ?? null],
];

/** RFC 4180; an empty field is not known. Numbers and times only, so that nothing needs quotes. */
export function metricsCsv(points: readonly MetricsPoint[]): string {
  const lines = points.map((point) => columns.map(([, value]) => value(point) ?? '').join(','));
  return [columns.map(([name]) => name).join(','), ...lines].map((line) => `${line}\r\n`).join('');
}
