const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Steps of 1,024, as Docker's limits and the volume sizes are meant: 5368709120 is `5 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const rounded = value >= 100 || unit === 0 ? Math.round(value) : Math.round(value * 10) / 10;
  return `${rounded} ${units[unit] ?? 'B'}`;
}

/** Megabytes of the settings: 512 is `512 MB`, 2048 is `2 GB`. */
export function formatMegabytes(megabytes: number): string {
  return formatBytes(megabytes * 1024 * 1024);
}

/** Thousandths of a core: 1500 is `1.5 cores`. */
export function formatCores(millicores: number): string {
  const cores = millicores / 1000;
  return `${cores} ${cores === 1 ? 'core' : 'cores'}`;
}
