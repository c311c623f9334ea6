import type { Result } from './row.ts';

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));

/** The results as a table for people. */
export function formatTable(results: readonly Result[]): string {
  const header = ['row', 'work', 'ours', 'baseline', 'ratio', 'goal', ''];
  const rows = results.map((result) => [
    result.id,
    result.part === undefined ? result.title : `${result.title}: ${result.part}`,
    `${number(result.ours)} ${result.unit}`,
    result.baseline === null ? '-' : `${number(result.baseline)} ${result.unit}`,
    result.ratio === null ? '-' : result.ratio.toFixed(2),
    result.baseline === null ? `<= ${result.goal} ${result.unit}` : `<= ${result.goal} x`,
    result.isMet ? 'met' : 'NOT MET',
  ]);
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
