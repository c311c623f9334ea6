const grouped = new Intl.NumberFormat('en-US');

/** `1,000,000`: the same for everybody, as the whole dashboard is in English. */
export function formatCount(value: number): string {
  return grouped.format(value);
}

/** `1 project`, `12 projects`, `1,000 lines`. */
export function countOf(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${value === 1 ? singular : plural}`;
}

/** `1st`, `2nd`, `3rd`, `11th`: places in the queue. */
export function ordinal(value: number): string {
  const teen = value % 100;
  const suffix = teen >= 11 && teen <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th');
  return `${formatCount(value)}${suffix}`;
}
