/** As the engine's lists take them: all of these labels with these values. */
export function labelFilters(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify({ label: Object.entries(labels).map(([name, value]) => `${name}=${value}`) });
}
