/** What each graph shows: its lines, its units, and what is said where it has nothing to show. */
import { formatBytes } from '../../../contract/bytes.ts';
import type { MetricsPoint } from '../../../contract/metrics.ts';
import { isThrottled } from '../../api/throttled.ts';
import type { Base } from '../../lib/axis.ts';
import { countOf, formatCount } from '../../lib/numbers.ts';
import { formatMillicores, formatRate, formatShare } from '../../lib/units.ts';
import type { LineSpec } from './series.ts';

export interface GraphSpec {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly LineSpec[];
  readonly format: (value: number) => string;
  /** Short, for the axis; the title names the unit then. */
  readonly tickFormat?: (value: number) => string;
  /** Of the values of the axis: bytes go in steps of 1,024. */
  readonly base: Base;
  readonly isBars?: boolean;
  /** Pixels, where there are so few bars that one would miss them. */
  readonly barSize?: number;
  readonly limit?: (point: MetricsPoint) => number | null;
  /** Where it is something else than a limit of the project. */
  readonly limitLabel?: string;
  /** Times that need a word, and the word. */
  readonly marks?: { readonly isSo: (point: MetricsPoint) => boolean; readonly label: string };
  /** Columns of the table besides the lines. */
  readonly columns?: readonly { readonly label: string; readonly text: (point: MetricsPoint) => string }[];
  /** Why there may be nothing at all although the application was measured. */
  readonly whenUnknown?: string;
}

const responses = (name: '1xx' | '2xx' | '3xx' | '4xx' | '5xx') => (point: MetricsPoint) =>
  point.responses === null ? null : point.responses[name];

export const graphs: readonly GraphSpec[] = [
  {
    id: 'cpu',
    title: 'CPU in millicores',
    format: formatMillicores,
    tickFormat: formatCount,
    base: 10,
    lines: [
      { key: 'cpu', label: 'mean', value: ({ cpuMillicores }) => cpuMillicores, tone: 'main' },
      { key: 'peak', label: 'peak', value: ({ cpuPeakMillicores }) => cpuPeakMillicores, tone: 'peak' },
    ],
    limit: ({ cpuLimitMillicores }) => cpuLimitMillicores,
    marks: { isSo: ({ cpuThrottledShare }) => isThrottled(cpuThrottledShare), label: 'held back by its CPU limit' },
    columns: [
      {
        label: 'Held back',
        text: ({ cpuThrottledShare }) => (cpuThrottledShare === null ? '–' : formatShare(cpuThrottledShare)),
      },
    ],
  },
  {
    id: 'memory',
    title: 'Memory',
    format: formatBytes,
    base: 1024,
    lines: [
      { key: 'memory', label: 'mean', value: ({ memoryBytes }) => memoryBytes, tone: 'main' },
      { key: 'peak', label: 'peak', value: ({ memoryPeakBytes }) => memoryPeakBytes, tone: 'peak' },
    ],
    limit: ({ memoryLimitBytes }) => memoryLimitBytes,
    marks: { isSo: ({ outOfMemory }) => outOfMemory > 0, label: 'out of memory' },
    columns: [{ label: 'Out of memory', text: ({ outOfMemory }) => times(outOfMemory) }],
  },
  {
    id: 'network',
    title: 'Network',
    format: formatRate,
    base: 1024,
    lines: [
      { key: 'in', label: 'received', value: (point) => point.networkInBytesPerSecond, tone: 'main' },
      { key: 'out', label: 'sent', value: (point) => point.networkOutBytesPerSecond, tone: 'second' },
    ],
  },
  {
    id: 'disk',
    title: 'Disk',
    format: formatRate,
    base: 1024,
    lines: [
      { key: 'read', label: 'read', value: (point) => point.diskReadBytesPerSecond, tone: 'main' },
      { key: 'written', label: 'written', value: (point) => point.diskWriteBytesPerSecond, tone: 'second' },
    ],
    whenUnknown: 'The engine of this host does not count what containers read and write.',
  },
  {
    id: 'requests',
    title: 'Requests',
    format: formatCount,
    base: 10,
    isBars: true,
    lines: [
      { key: '2xx', label: '2xx', value: responses('2xx'), tone: 'main' },
      { key: '3xx', label: '3xx', value: responses('3xx'), tone: 'second' },
      { key: '4xx', label: '4xx', value: responses('4xx'), tone: 'peak' },
      { key: '5xx', label: '5xx', value: responses('5xx'), tone: 'bad' },
    ],
    whenUnknown: 'Requests are counted by the ingress of the host: those that come through the application’s name.',
  },
  {
    id: 'restarts',
    title: 'Restarts',
    format: formatCount,
    base: 10,
    isBars: true,
    barSize: 4,
    lines: [
      { key: 'restarts', label: 'restarted by the engine', value: ({ restarts }) => restarts, tone: 'second' },
      { key: 'memory', label: 'out of memory', value: ({ outOfMemory }) => outOfMemory, tone: 'bad' },
    ],
  },
];

/** Those that mean something for a machine as a whole, measured against what it has. */
export function hostGraphs(machine: {
  readonly cpus: number | null;
  readonly memoryBytes: number | null;
}): readonly GraphSpec[] {
  const limits: Readonly<Record<string, number | null>> = {
    cpu: machine.cpus === null ? null : machine.cpus * 1000,
    memory: machine.memoryBytes,
  };
  return graphs
    .filter(({ id }) => hostGraphIds.has(id))
    .map(({ limit: _ofOneProject, ...spec }) => ({
      ...spec,
      ...(spec.id === 'disk' ? { title: 'Disk reads and writes' } : {}),
      ...(spec.id in limits ? { limit: () => limits[spec.id] ?? null, limitLabel: 'the machine has' } : {}),
    }));
}

const hostGraphIds: ReadonlySet<string> = new Set(['cpu', 'memory', 'network', 'disk', 'requests']);

function times(count: number): string {
  return count === 0 ? 'no' : countOf(count, 'time');
}
