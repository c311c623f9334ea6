// What a project used.
import type { Command } from 'commander';
import { type MetricsPoint, type MetricsRange, metricsRange, type ProjectMetrics } from '../../contract/metrics.ts';
import { metricsCsv } from '../../contract/metrics-csv.ts';
import { usageError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Run } from './run.ts';

interface MetricsFlags {
  readonly range: string;
  readonly csv?: boolean;
}

const MEGABYTE = 1024 * 1024;
const KILOBYTE = 1024;

export function addMetrics(program: Command, run: Run): void {
  program
    .command('metrics')
    .description('what a project used over time')
    .argument('<project>')
    .option('--range <range>', `one of ${metricsRange.options.join(', ')}`, '1h')
    .option('--csv', 'every step as CSV')
    .action(run<[string, MetricsFlags]>(metrics));
}

async function metrics(session: Session, named: string, { range, csv }: MetricsFlags): Promise<void> {
  const { id } = await session.findProject(named);
  const found = await session.api.metrics.project({ id, range: toRange(range) }, session.options);
  if (csv === true) {
    await session.context.print(metricsCsv(found.points));
    return;
  }
  await session.answer(found, summary);
}

function toRange(text: string): MetricsRange {
  const range = metricsRange.options.find((known) => known === text);
  if (range === undefined) {
    throw usageError('--range', `"${text}" is no range`, `There are: ${metricsRange.options.join(', ')}.`);
  }
  return range;
}

function summary({ points, deployments, range, knownSince }: ProjectMetrics): string {
  if (points.length === 0) {
    return `Nothing was measured in the last ${range}.\n`;
  }
  const row = (name: string, unit: string, scale: number, value: (point: MetricsPoint) => number | null) => {
    const known = points.filter((point) => value(point) !== null);
    const values = known.map((point) => (value(point) ?? 0) / scale);
    const weight = known.reduce((sum, { measuredSeconds }) => sum + measuredSeconds, 0);
    const mean = values.reduce((sum, each, index) => sum + each * (known[index]?.measuredSeconds ?? 0), 0) / weight;
    const text = (number: number | undefined): string =>
      number === undefined || Number.isNaN(number) ? '-' : number.toFixed(1);
    return [name, text(values.at(-1)), text(mean), text(values.length === 0 ? undefined : Math.max(...values)), unit];
  };
  const total = (value: (point: MetricsPoint) => number): number =>
    Math.round(points.reduce((sum, point) => sum + value(point), 0));
  const requests = points.some(({ responses }) => responses !== null)
    ? `${total(({ responses }) => Object.values(responses ?? {}).reduce((sum, count) => sum + count, 0))} requests, ${total(({ responses }) => responses?.['5xx'] ?? 0)} of them answered with 5xx; `
    : '';
  const counts = `${requests}${total(({ restarts }) => restarts)} restarts, ${total(({ outOfMemory }) => outOfMemory)} times out of memory, ${deployments.length} deployments`;
  const table = formatTable(
    ['', 'LAST', 'MEAN', 'HIGHEST', 'UNIT'],
    [
      row('cpu', 'millicores', 1, ({ cpuMillicores }) => cpuMillicores),
      row('memory', 'MB', MEGABYTE, ({ memoryBytes }) => memoryBytes),
      row('network in', 'KB/s', KILOBYTE, (point) => point.networkInBytesPerSecond),
      row('network out', 'KB/s', KILOBYTE, (point) => point.networkOutBytesPerSecond),
      row('disk read', 'KB/s', KILOBYTE, (point) => point.diskReadBytesPerSecond),
      row('disk written', 'KB/s', KILOBYTE, (point) => point.diskWriteBytesPerSecond),
    ],
  );
  return `${table}In the last ${range}: ${counts}.${knownSince === null ? '' : ` Measured since ${knownSince}.`}\n`;
}
