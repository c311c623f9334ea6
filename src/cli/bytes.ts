const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** As the dashboard writes sizes: 1,024 of one are one of the next. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) {
    return 'not known';
  }
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[power]}`;
}
