const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `4.2 MB`, `1.3 GB`: in steps of 1,024, as the dashboard says it. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const rounded = value >= 100 || unit === 0 ? Math.round(value) : Math.round(value * 10) / 10;
  return `${rounded} ${units[unit] ?? 'B'}`;
}
