/** How a size is said, alike on a page, in a terminal, in a log and in what the health checks find. */
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
